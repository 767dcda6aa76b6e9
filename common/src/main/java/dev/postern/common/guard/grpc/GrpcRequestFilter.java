package dev.postern.common.guard.grpc;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.Access;
import dev.postern.common.guard.AccessTable;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.GrpcErrors;
import io.grpc.Status.Code;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses gRPC calls that the gRPC server cannot handle safely: compressed messages, which it would
 * inflate without a bound, binary metadata that is not base64, a query, and unknown methods.
 */
@Singleton
class GrpcRequestFilter {
  private static final int AFTER_CALL_FILTER = 1_000;
  private static final String MEDIA_TYPE = "application/grpc";
  private static final String ENCODING = "grpc-encoding";
  private static final String IDENTITY = "identity";
  private static final String STATUS = "grpc-status";
  private static final String DETAILS = "grpc-status-details-bin";

  private static final Set<String> MEDIA_TYPES = Set.of(MEDIA_TYPE, MEDIA_TYPE + "+proto");

  private final AccessTable table;
  private final CurrentCall currentCall;
  private final DecisionLog log;

  GrpcRequestFilter(AccessTable table, CurrentCall currentCall, DecisionLog log) {
    this.table = table;
    this.currentCall = currentCall;
    this.log = log;
  }

  void install(@Observes Filters filters) {
    filters.register(this::check, AFTER_CALL_FILTER);
  }

  private void check(RoutingContext routing) {
    Optional<AuthError> error = errorIn(routing.request());
    if (error.isPresent()) {
      log.record(
          currentCall.describe("GRPC"),
          new Decision.Refused(error.get(), "before the gRPC server"));
      refuse(routing.response(), error.get());
    } else {
      routing.addHeadersEndHandler(written -> completeRefusal(routing.response()));
      routing.next();
    }
  }

  private Optional<AuthError> errorIn(HttpServerRequest request) {
    String type = mediaType(request);
    if (!type.startsWith(MEDIA_TYPE)) {
      return Optional.empty();
    }
    if (!MEDIA_TYPES.contains(type) || !request.method().equals(HttpMethod.POST)) {
      return Optional.of(AuthError.MEDIA_TYPE_UNSUPPORTED);
    }
    Optional<Access> access = table.ofGrpc(request.path().substring(1));
    if (access.isEmpty()) {
      return Optional.of(AuthError.METHOD_NOT_ALLOWED);
    }
    currentCall.matched(access.get().route());
    if (request.query() != null || !isBinaryMetadataReadable(request)) {
      return Optional.of(AuthError.REQUEST_INVALID);
    }
    String encoding = request.getHeader(ENCODING);
    if (encoding != null && !encoding.equals(IDENTITY)) {
      return Optional.of(AuthError.ENCODING_UNSUPPORTED);
    }
    request
        .headers()
        .set(ENCODING, IDENTITY); // else the gRPC server throws at a message flagged as compressed
    return Optional.empty();
  }

  private static String mediaType(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Binary metadata is base64, padded or not, several values joined by commas (gRPC over HTTP/2).
   */
  private static boolean isBinaryMetadataReadable(HttpServerRequest request) {
    return request.headers().entries().stream()
        .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).endsWith("-bin"))
        .map(Map.Entry::getValue)
        .allMatch(GrpcRequestFilter::isBase64);
  }

  private static boolean isBase64(String values) {
    try {
      for (String value : values.split(",", -1)) {
        Base64.getDecoder().decode(value.strip());
      }
      return true;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * Adds the {@code ErrorInfo} that the gRPC server's own refusal of a large message lacks, and
   * logs it.
   */
  private void completeRefusal(HttpServerResponse response) {
    String tooLarge = "" + Code.RESOURCE_EXHAUSTED.value();
    if (tooLarge.equals(response.headers().get(STATUS)) && !response.headers().contains(DETAILS)) {
      currentCall.refused();
      log.record(
          currentCall.describe("GRPC"), new Decision.Refused(AuthError.TOO_LARGE, "message"));
      response.putHeader(DETAILS, details(AuthError.TOO_LARGE));
    }
  }

  private String details(AuthError error) {
    byte[] details = GrpcErrors.status(error, currentCall.traceId()).toByteArray();
    return Base64.getEncoder().withoutPadding().encodeToString(details);
  }

  /** A trailers-only answer (gRPC over HTTP/2). */
  private void refuse(HttpServerResponse response, AuthError error) {
    response
        .putHeader("content-type", MEDIA_TYPE)
        .putHeader(STATUS, "" + Code.valueOf(error.grpcStatus().name()).value())
        .putHeader("grpc-message", error.publicText())
        .putHeader("grpc-accept-encoding", IDENTITY)
        .putHeader(DETAILS, details(error))
        .end();
  }
}
