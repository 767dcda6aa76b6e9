package dev.postern.auth.oauth;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.ClientAuthentication;
import dev.postern.auth.client.ClientAuthenticator;
import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.OutageClassifier;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Serves a client that proves itself in the request (RFC 6749 §2.3): refusals become RFC 6749 §5.2
 * bodies, an outage's too, and every answer is one audit line.
 */
@Singleton
public class OAuthEndpoint {

  private final ClientAuthenticator clients;
  private final AuditLog audit;
  private final CurrentCall currentCall;

  OAuthEndpoint(ClientAuthenticator clients, AuditLog audit, CurrentCall currentCall) {
    this.clients = clients;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /**
   * @param route the endpoint's name in the audit line
   * @param reader reads the request, or throws a refusal
   */
  public Uni<Response> serve(
      String route,
      Supplier<OAuthRequest> reader,
      BiFunction<Client, OAuthRequest, Uni<OAuthAnswer>> handler) {
    AuditEvent.Call call = currentCall.describe("REST", route);
    return Uni.createFrom()
        .item(reader)
        .onFailure(Refusal.class)
        .invoke(unreadable -> audit.record(refused(call, unreadable, "unreadable")))
        .flatMap(request -> serve(call, request, handler))
        .onFailure(Refusal.class)
        .recoverWithItem(refused -> OAuthErrors.response((Refusal) refused));
  }

  private Uni<Response> serve(
      AuditEvent.Call call,
      OAuthRequest request,
      BiFunction<Client, OAuthRequest, Uni<OAuthAnswer>> handler) {
    return clients
        .authenticate(request.credentials())
        .map(OAuthEndpoint::mustBeProven)
        .flatMap(
            client ->
                handler
                    .apply(client, request)
                    .invoke(answer -> audit.record(allowed(call, client, answer))))
        .onFailure()
        .transform(OutageClassifier::asRefusal)
        .onFailure(Refusal.class)
        .invoke(refused -> audit.record(refused(call, refused, detail(request, refused))))
        .map(OAuthAnswer::response);
  }

  private static Client mustBeProven(ClientAuthentication authentication) {
    return switch (authentication) {
      case ClientAuthentication.NotAuthenticated(String why) ->
          throw Refusal.because(AuthError.CLIENT_INVALID, why);
      case ClientAuthentication.Authenticated(Client client) -> client;
    };
  }

  private static AuditEvent allowed(AuditEvent.Call call, Client client, OAuthAnswer answer) {
    return AuditEvent.allowed(call, answer.detail(), client.id(), Optional.empty());
  }

  private static String detail(OAuthRequest request, Throwable refusal) {
    String why = ((Refusal) refusal).why();
    String client = "client_id " + request.credentials().showableId();
    return why.isEmpty() ? client : client + ", " + why;
  }

  private static AuditEvent refused(AuditEvent.Call call, Throwable refusal, String detail) {
    return AuditEvent.refused(call, ((Refusal) refusal).error(), detail);
  }
}
