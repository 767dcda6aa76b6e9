package dev.postern.common.guard.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
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
 * The guard of REST: it runs when the method is matched, and before the method runs.
 *
 * <p>It reads the body first, bounded, because a credential may be in it, and hands the same bytes
 * to the method. A method that streams its body gets it untouched.
 */
@ApplicationScoped
class RestGuard {
  private static final byte[] NO_BODY = {};

  private final AccessTable table;
  private final Pipeline pipeline;
  private final CurrentCall currentCall;
  private final DecisionLog log;
  private final GuardConfig.Guard bounds;

  RestGuard(
      AccessTable table,
      Pipeline pipeline,
      CurrentCall currentCall,
      DecisionLog log,
      GuardConfig config) {
    this.table = table;
    this.pipeline = pipeline;
    this.currentCall = currentCall;
    this.log = log;
    this.bounds = config.guard();
  }

  /** An empty result lets the request pass; a response ends it. */
  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  Uni<@Nullable Response> guard(
      ResourceInfo resource, RoutingContext routing, ContainerRequestContext context) {
    Optional<Access> access = table.ofRest(resource.getResourceMethod());
    access.ifPresent(found -> currentCall.matched(found.route()));
    if (routing.request().authority() == null) {
      return Uni.createFrom().item(refuse(AuthError.REQUEST_INVALID, "no authority"));
    }
    return access
        .map(found -> guard(found, routing, context))
        .orElseGet(() -> Uni.createFrom().item(refuse(AuthError.NOT_FOUND, "no method")))
        .onFailure(RequestBody.TooLarge.class)
        .recoverWithItem(() -> refuse(AuthError.TOO_LARGE, "body"))
        .onFailure(TimeoutException.class)
        .recoverWithItem(() -> refuse(AuthError.TOO_SLOW, "body"));
  }

  /** Caches keep no answer of a method unless the method allows it. */
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

  /** Reads the body and hands it on, so that the method does not read the network. */
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
    Call call = currentCall.describe("REST");
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
      case Decision.Refused refused ->
          Problem.response(refused.error(), refused.advice(), currentCall.traceId());
      case Decision.Undecided undecided ->
          Problem.response(AuthError.DEPENDENCY_UNAVAILABLE, currentCall.traceId());
    };
  }

  /** A refusal before the pipeline: nothing of the caller is proven yet. */
  private Response refuse(AuthError error, String detail) {
    log.record(currentCall.describe("REST"), new Decision.Refused(error, detail));
    return Problem.response(error, currentCall.traceId());
  }

  /** The request as sent. Two {@code Host} lines count as none: either may have been signed. */
  @SuppressWarnings(
      "deprecation") // authority() normalizes, and the client has signed the raw value
  private static SentRequest sent(HttpServerRequest request, byte[] body) {
    String host = request.headers().getAll("host").size() > 1 ? "" : request.host();
    return new SentRequest(
        request.method().name(),
        host == null ? "" : host,
        request.uri(),
        request.headers()::getAll,
        body);
  }

  /** What the body says about the customer; read only where the method needs one. */
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

  /** The raw request target; an absolute form (RFC 9112 §3.2.2) is cut down to its path. */
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
}
