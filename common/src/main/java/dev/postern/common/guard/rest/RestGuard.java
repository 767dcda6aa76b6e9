package dev.postern.common.guard.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.audit.AuditEvent;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.Request;
import dev.postern.common.guard.Access;
import dev.postern.common.guard.AccessTable;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.json.StrictJson;
import dev.postern.common.refusal.Problem;
import dev.postern.common.settings.GuardConfig;
import dev.postern.common.signature.SentRequest;
import dev.postern.common.web.MediaTypes;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * The guard of REST: runs when the method to call is known and before anything of it runs.
 *
 * <p>It reads the body first, bounded, since a credential may be in it, and hands the very octets
 * on to the method; a method that streams its body is given it untouched.
 */
@ApplicationScoped
class RestGuard {
  private static final byte[] NO_BODY = {};

  private final AccessTable table;
  private final Pipeline pipeline;
  private final CurrentCall currentCall;
  private final GuardConfig.Guard bounds;

  RestGuard(AccessTable table, Pipeline pipeline, CurrentCall currentCall, GuardConfig config) {
    this.table = table;
    this.pipeline = pipeline;
    this.currentCall = currentCall;
    this.bounds = config.guard();
  }

  /** Nothing lets the request pass; a response ends it. */
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  Uni<@Nullable Response> guard(
      ResourceInfo resource, RoutingContext routing, ContainerRequestContext context) {
    currentCall.from(peer(routing.request()));
    if (routing.request().authority() == null) {
      return Uni.createFrom().item(refusal(AuthError.REQUEST_INVALID));
    }
    return table
        .ofRest(resource.getResourceMethod())
        .map(access -> guard(access, routing, context))
        .orElseGet(() -> Uni.createFrom().item(refusal(AuthError.NOT_FOUND)))
        .onFailure(RequestBody.TooLarge.class)
        .recoverWithItem(() -> refusal(AuthError.TOO_LARGE))
        .onFailure(TimeoutException.class)
        .recoverWithItem(() -> refusal(AuthError.TOO_SLOW));
  }

  /** Nothing behind the guard is kept by caches unless the method says so itself. */
  @ServerResponseFilter
  void forbidCaching(ContainerResponseContext response) {
    response.getHeaders().putIfAbsent(HttpHeaders.CACHE_CONTROL, List.of("no-store"));
  }

  private Uni<@Nullable Response> guard(
      Access access, RoutingContext routing, ContainerRequestContext context) {
    return switch (access) {
      case Access.Anybody open -> readBody(routing, context).map(body -> null);
      case Access.Needs needs when needs.streamsBody() ->
          decide(needs, routing, Request.Body.EMPTY, Optional.empty());
      case Access.Needs needs ->
          readBody(routing, context)
              .flatMap(
                  body ->
                      decide(
                          needs,
                          routing,
                          bodyOf(body, needs, context),
                          Optional.of(sent(routing.request(), body))));
    };
  }

  /** Reads the octets and hands them on, so that nothing behind the guard reads the network. */
  private Uni<byte[]> readBody(RoutingContext routing, ContainerRequestContext context) {
    if (routing.request().isEnded()) {
      return Uni.createFrom().item(NO_BODY);
    }
    return RequestBody.read(routing.request(), bounds.maxBodyBytes(), bounds.bodyTimeout())
        .invoke(body -> context.setEntityStream(new ByteArrayInputStream(body)));
  }

  private Uni<@Nullable Response> decide(
      Access.Needs needs, RoutingContext routing, Request.Body body, Optional<SentRequest> sent) {
    sent.ifPresent(currentCall::received);
    AuditEvent.Call call = currentCall.describe("REST", needs.route());
    Request request =
        new Request(
            call,
            target(routing.request()),
            routing.request().headers()::getAll,
            queryNames(routing),
            body,
            sent);
    return pipeline
        .decide(request, needs.requirements())
        .emitOn(currentCall.context())
        .map(this::answer);
  }

  private @Nullable Response answer(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> {
        currentCall.entered(allowed);
        yield null;
      }
      case Decision.Refused(AuthError error, String detail) -> refusal(error);
      case Decision.Undecided undecided -> refusal(AuthError.DEPENDENCY_UNAVAILABLE);
    };
  }

  private Response refusal(AuthError error) {
    return error == AuthError.TIMESTAMP_OUT_OF_WINDOW
        ? Problem.withServerTime(error, currentCall.traceId(), currentCall.now())
        : Problem.response(error, currentCall.traceId());
  }

  /** As the sender put it. Two hosts are none: nobody can say which of them was signed. */
  @SuppressWarnings("deprecation") // authority() normalizes, and the sender has signed the octets
  private static SentRequest sent(HttpServerRequest request, byte[] body) {
    String host = request.headers().getAll("host").size() > 1 ? "" : request.host();
    return new SentRequest(
        request.method().name(),
        host == null ? "" : host,
        request.uri(),
        request.headers()::getAll,
        body);
  }

  /** What the body says of the customer; a method that asks for none is not read for it. */
  private static Request.Body bodyOf(
      byte[] body, Access.Needs needs, ContainerRequestContext context) {
    if (body.length == 0 || !needs.requirements().readsCustomerInBody()) {
      return Request.Body.EMPTY;
    }
    String type = context.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (!MediaTypes.is(type, MediaType.APPLICATION_JSON_TYPE)) {
      return Request.Body.unreadable(AuthError.MEDIA_TYPE_UNSUPPORTED);
    }
    return StrictJson.object(body)
        .filter(json -> isTextIfPresent(json, "customer_auth"))
        .filter(json -> isTextIfPresent(json, "customer_id"))
        .map(
            json ->
                Request.Body.of(
                    StrictJson.text(json, "customer_auth"), StrictJson.text(json, "customer_id")))
        .orElseGet(() -> Request.Body.unreadable(AuthError.REQUEST_INVALID));
  }

  private static boolean isTextIfPresent(JsonNode json, String member) {
    return !json.has(member) || json.get(member).isTextual();
  }

  private static Set<String> queryNames(RoutingContext routing) {
    return Set.copyOf(routing.queryParams().names());
  }

  /** The octets of the request line; an absolute form (RFC 9112 §3.2.2) is cut down to its path. */
  static Request.Target target(HttpServerRequest request) {
    String uri = request.uri();
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    int slash = scheme < 0 ? 0 : Math.max(uri.indexOf('/', scheme + 3), 0);
    String local = uri.substring(slash);
    int mark = local.indexOf('?');
    HostAndPort authority = request.authority();
    return new Request.Target(
        request.method().name(),
        authority == null ? "" : authority.toString(),
        mark < 0 ? local : local.substring(0, mark),
        mark < 0 ? "" : local.substring(mark + 1));
  }

  private static String peer(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : String.valueOf(address.hostAddress());
  }
}
