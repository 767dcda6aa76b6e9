package dev.postern.auth.oauth;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.ClientAuthentication;
import dev.postern.auth.client.ClientAuthenticator;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.Principal;
import dev.postern.common.refusal.OutageClassifier;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Serves a client that authenticates in the request (RFC 6749 §2.3). Refusals and outages become
 * error responses of RFC 6749 §5.2. Each answer leaves one line in the decision log.
 */
@Singleton
public class OAuthEndpoint {
  private final ClientAuthenticator clients;
  private final OAuthDecisionLog log;

  OAuthEndpoint(ClientAuthenticator clients, OAuthDecisionLog log) {
    this.clients = clients;
    this.log = log;
  }

  /**
   * @param route the endpoint's name in the decision log
   * @param reader reads the request, or throws a refusal
   */
  public Uni<Response> serve(
      String route,
      Supplier<OAuthRequest> reader,
      BiFunction<Client, OAuthRequest, Uni<OAuthAnswer>> handler) {
    OAuthDecisionLog.OpenLine line = log.open(route);
    return Uni.createFrom()
        .item(reader)
        .onFailure(Refusal.class)
        .invoke(unreadable -> line.refused(((Refusal) unreadable).error(), "unreadable"))
        .flatMap(request -> serve(line, request, handler))
        .onFailure(Refusal.class)
        .recoverWithItem(refused -> OAuthErrors.response((Refusal) refused));
  }

  private Uni<Response> serve(
      OAuthDecisionLog.OpenLine line,
      OAuthRequest request,
      BiFunction<Client, OAuthRequest, Uni<OAuthAnswer>> handler) {
    return clients
        .authenticate(request.credentials())
        .map(OAuthEndpoint::mustBeAuthenticated)
        .invoke(client -> line.authenticated(principal(client)))
        .flatMap(
            client ->
                handler
                    .apply(client, request)
                    .invoke(answer -> line.allowed(principal(client), answer.detail())))
        .onFailure()
        .transform(OutageClassifier::asRefusal)
        .onFailure(Refusal.class)
        .invoke(refused -> logRefused(line, request, (Refusal) refused))
        .map(OAuthAnswer::response);
  }

  private static Client mustBeAuthenticated(ClientAuthentication authentication) {
    return switch (authentication) {
      case ClientAuthentication.NotAuthenticated(String reason) ->
          throw Refusal.because(AuthError.CLIENT_INVALID, reason);
      case ClientAuthentication.Authenticated(Client client) -> client;
    };
  }

  private static Principal principal(Client client) {
    return new ClientPrincipal(client.id(), client.scopes());
  }

  private static void logRefused(
      OAuthDecisionLog.OpenLine line, OAuthRequest request, Refusal refusal) {
    String client = "client_id " + request.credentials().showableId();
    line.refused(refusal.error(), refusal.why().isEmpty() ? client : client + ", " + refusal.why());
  }
}
