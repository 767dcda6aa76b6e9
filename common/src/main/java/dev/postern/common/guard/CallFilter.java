package dev.postern.common.guard;

import dev.postern.common.auth.ClientAddress;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Begins every call, REST or gRPC: resolves the address of the caller once, and keeps the authority
 * as it was sent, which the gRPC server does not hand on.
 */
@Singleton
class CallFilter {
  private static final int BEFORE_ALL_OTHERS = 2_000;

  private final CurrentCall currentCall;

  CallFilter(CurrentCall currentCall) {
    this.currentCall = currentCall;
  }

  void install(@Observes Filters filters) {
    filters.register(this::begin, BEFORE_ALL_OTHERS);
  }

  private void begin(RoutingContext routing) {
    currentCall.from(client(routing.request().remoteAddress()));
    currentCall.addressed(authority(routing.request()));
    routing.next();
  }

  private static ClientAddress client(SocketAddress peer) {
    return Optional.ofNullable(peer)
        .map(SocketAddress::hostAddress)
        .map(address -> address.replaceFirst("%.*", "")) // the zone of a link-local peer
        .flatMap(ClientAddress::parse)
        .orElse(ClientAddress.UNKNOWN);
  }

  @SuppressWarnings(
      "deprecation") // authority() normalizes, and the client has signed the raw value
  private static String authority(HttpServerRequest request) {
    String host = request.host();
    return host == null ? "" : host;
  }
}
