package dev.postern.auth.oauth;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.ClientAuthentication;
import dev.postern.auth.client.ClientAuthenticator;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.OutageClassifier;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Serves a client that proves itself in the request (RFC 6749 §2.3): refusals become RFC 6749 §5.2
 * bodies, an outage's too, and every answer is one audit line.
 */
@Singleton
public class OAuthEndpoint {

  /**
   * What was decided for a client.
   *
   * @param detail for the audit line
   */
  public record Answer(Response response, String detail) {}

  private final ClientAuthenticator clients;
  private final DecisionLog audit;
  private final CurrentCall currentCall;

  OAuthEndpoint(ClientAuthenticator clients, DecisionLog audit, CurrentCall currentCall) {
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
      BiFunction<Client, OAuthRequest, Uni<Answer>> handler) {
    Call call = currentCall.describe("REST", route);
    return Uni.createFrom()
        .item(reader)
        .onFailure(Refusal.class)
        .invoke(unreadable -> audit.record(call, refused(unreadable, "unreadable")))
        .flatMap(request -> serve(call, request, handler))
        .onFailure(Refusal.class)
        .recoverWithItem(refused -> OAuthErrors.response((Refusal) refused));
  }

  private Uni<Response> serve(
      Call call, OAuthRequest request, BiFunction<Client, OAuthRequest, Uni<Answer>> handler) {
    return clients
        .authenticate(request.credentials())
        .map(OAuthEndpoint::mustBeProven)
        .flatMap(
            client ->
                handler
                    .apply(client, request)
                    .invoke(answer -> audit.record(call, allowed(client, answer))))
        .onFailure()
        .transform(OutageClassifier::asRefusal)
        .onFailure(Refusal.class)
        .invoke(refused -> audit.record(call, refused(refused, detail(request, refused))))
        .map(Answer::response);
  }

  private static Client mustBeProven(ClientAuthentication authentication) {
    return switch (authentication) {
      case ClientAuthentication.Refused(String why) ->
          throw Refusal.because(AuthError.CLIENT_INVALID, why);
      case ClientAuthentication.Authenticated(Client client) -> client;
    };
  }

  private static Decision allowed(Client client, Answer answer) {
    return new Decision.Allowed(
        new dev.postern.common.auth.ClientPrincipal(client.id(), java.util.Set.of()),
        answer.detail());
  }

  private static String detail(OAuthRequest request, Throwable refusal) {
    String why = ((Refusal) refusal).why();
    String client = "client_id " + request.credentials().showableId();
    return why.isEmpty() ? client : client + ", " + why;
  }

  private static Decision refused(Throwable refusal, String detail) {
    return new Decision.Refused(((Refusal) refusal).error(), detail);
  }
}
