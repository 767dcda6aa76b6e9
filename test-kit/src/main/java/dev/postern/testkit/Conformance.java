package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.postern.stack.PrivateFiles;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a refusal has the form that callers are promised (contracts §7): a body of ours over
 * REST, and {@code ErrorInfo} over gRPC. The clients of the tests check every answer, whatever
 * their test is about.
 *
 * <p>Not checked, because the answer is not made by a service: refusals of Netty below the router,
 * which have no body (400, 413, 414, 431 of a request that is no valid HTTP or too long for it),
 * answers of the management port, and gRPC statuses that the client itself makes, when its deadline
 * passes or its connection breaks.
 */
final class Conformance {
  private static final Set<Integer> BELOW_THE_ROUTER = Set.of(400, 413, 414, 431);
  private static final List<String> PROBLEM =
      List.of("type", "title", "detail", "reason", "trace_id");
  private static final Pattern OAUTH_PATH = Pattern.compile("/oauth/.*|/access_token");
  private static final String DOMAIN = "postern";

  /** Statuses that grpc-java makes on the client's side. */
  private static final Pattern MADE_BY_THE_CLIENT =
      Pattern.compile(
          "(?i).*(CallOptions deadline|ClientCall (was )?started after|Context timed out|io"
              + " exception|network closed|RST_STREAM|Channel shutdown|HTTP status code|http2"
              + " exception).*");

  private Conformance() {}

  /** The same answer, if it is as promised. */
  static HttpResponse<String> checked(HttpResponse<String> response) {
    String grpcStatus = response.headers().firstValue("grpc-status").orElse("0");
    if (!grpcStatus.equals("0")) {
      String details =
          response
              .headers()
              .firstValue("grpc-status-details-bin")
              .orElseThrow(() -> violation(response, "grpc-status without details"));
      requireErrorInfo(response, details);
    }
    if (response.statusCode() >= 400
        && "https".equals(response.uri().getScheme())
        && !isMadeBelowTheRouter(response)) {
      requireBody(response);
    }
    return response;
  }

  /** Turns a status without {@code ErrorInfo} into one that no test expects. */
  static final ClientInterceptor GRPC =
      new ClientInterceptor() {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(
            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
          return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
              super.start(checking(method, listener), headers);
            }
          };
        }
      };

  private static <A> ClientCall.Listener<A> checking(
      MethodDescriptor<?, A> method, ClientCall.Listener<A> listener) {
    return new SimpleForwardingClientCallListener<>(listener) {
      @Override
      public void onClose(Status status, Metadata trailers) {
        boolean fine = status.isOk() || isMadeByTheClient(status) || hasErrorInfo(status, trailers);
        super.onClose(
            fine
                ? status
                : Status.DATA_LOSS.withDescription(
                    method.getFullMethodName() + " answered without ErrorInfo: " + status),
            trailers);
      }
    };
  }

  private static boolean isMadeByTheClient(Status status) {
    return status.getCode() == Status.Code.CANCELLED
        || status.getCause() != null
        || MADE_BY_THE_CLIENT.matcher(String.valueOf(status.getDescription())).matches();
  }

  private static boolean hasErrorInfo(Status status, Metadata trailers) {
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    return details != null && isOurs(details);
  }

  private static boolean isMadeBelowTheRouter(HttpResponse<String> response) {
    return BELOW_THE_ROUTER.contains(response.statusCode()) && response.body().isEmpty();
  }

  private static void requireErrorInfo(HttpResponse<String> response, String base64) {
    try {
      byte[] details = Base64.getDecoder().decode(base64);
      if (!isOurs(com.google.rpc.Status.parseFrom(details))) {
        throw violation(response, "grpc-status without ErrorInfo");
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw violation(response, "grpc-status-details-bin is malformed");
    }
  }

  private static boolean isOurs(com.google.rpc.Status status) {
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          return info.getDomain().equals(DOMAIN) && !info.getReason().isEmpty();
        }
      }
      return false;
    } catch (InvalidProtocolBufferException malformed) {
      return false;
    }
  }

  private static void requireBody(HttpResponse<String> response) {
    String type = response.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    JsonNode body = json(response);
    boolean isProblem =
        type.equals("application/problem+json")
            && PROBLEM.stream().allMatch(member -> body.path(member).isTextual())
            && body.path("status").asInt() == response.statusCode();
    boolean isOAuthError =
        type.equals("application/json")
            && OAUTH_PATH.matcher(response.uri().getPath()).matches()
            && body.path("error").isTextual();
    if (!isProblem && !isOAuthError) {
      throw violation(response, "neither a problem nor an OAuth error");
    }
    if (response.statusCode() == 503 && response.headers().firstValue("retry-after").isEmpty()) {
      throw violation(response, "503 without Retry-After");
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return PrivateFiles.JSON.readTree(response.body());
    } catch (IOException notJson) {
      throw violation(response, "no JSON");
    }
  }

  private static AssertionError violation(HttpResponse<String> response, String what) {
    return new AssertionError(
        "%s %s: %s; %d %s %s"
            .formatted(
                response.request().method(),
                response.uri(),
                what,
                response.statusCode(),
                response.headers().map(),
                response.body()));
  }
}
