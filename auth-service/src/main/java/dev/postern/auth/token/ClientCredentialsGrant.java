package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.ClientAuthentication;
import dev.postern.auth.client.ClientAuthenticator;
import dev.postern.auth.client.GrantTypes;
import dev.postern.auth.client.Scopes;
import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.transport.CurrentCall;
import dev.postern.common.transport.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * The client credentials grant (RFC 6749 §4.4), audited. Refuses by {@link Refusal}; fails if the
 * database does.
 */
@Singleton
class ClientCredentialsGrant {
  static final String NAME = GrantTypes.CLIENT_CREDENTIALS;

  /** The token, and what it is for. */
  record Granted(Client client, Set<String> scopes, IssuedToken token) {}

  private final ClientAuthenticator clients;
  private final TokenIssuer tokens;
  private final AuditLog audit;
  private final CurrentCall currentCall;

  ClientCredentialsGrant(
      ClientAuthenticator clients, TokenIssuer tokens, AuditLog audit, CurrentCall currentCall) {
    this.clients = clients;
    this.tokens = tokens;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /** A request that did not even name a client. */
  void auditUnreadable(Refusal refusal) {
    audit.record(AuditEvent.refused(call(), refusal.error(), "unreadable"));
  }

  Uni<Granted> grant(TokenRequest request) {
    AuditEvent.Call call = call();
    return clients
        .authenticate(request.credentials())
        .map(client -> grant(client, request))
        .invoke(granted -> audit.record(allowed(call, granted)))
        .onFailure(Refusal.class)
        .invoke(refused -> audit.record(refused(call, (Refusal) refused, request)));
  }

  private AuditEvent.Call call() {
    return currentCall.describe("REST", "ClientCredentialsGrant.grant");
  }

  private Granted grant(ClientAuthentication authentication, TokenRequest request) {
    return switch (authentication) {
      case ClientAuthentication.Refused refused -> throw new Refusal(AuthError.CLIENT_INVALID);
      case ClientAuthentication.Authenticated(Client client) -> {
        if (!request.grantType().equals(NAME)) {
          throw new Refusal(AuthError.GRANT_TYPE_UNSUPPORTED);
        }
        if (!client.grantTypes().contains(NAME)) {
          throw new Refusal(AuthError.GRANT_NOT_ALLOWED);
        }
        Set<String> scopes = scopes(client, request.scope());
        yield new Granted(client, scopes, tokens.accessToken(client, scopes));
      }
    };
  }

  /** RFC 6749 §3.3: what is asked for, if the client has it all; everything if nothing is. */
  private static Set<String> scopes(Client client, Optional<String> asked) {
    return asked.isEmpty()
        ? client.scopes()
        : Scopes.parse(asked.get())
            .filter(client.scopes()::containsAll)
            .orElseThrow(() -> new Refusal(AuthError.SCOPE_INVALID));
  }

  private static AuditEvent allowed(AuditEvent.Call call, Granted granted) {
    String detail = "issued jti " + granted.token().tokenId();
    return AuditEvent.allowed(call, detail, granted.client().id(), Optional.empty());
  }

  private static AuditEvent refused(AuditEvent.Call call, Refusal refusal, TokenRequest request) {
    String detail = "client_id " + request.credentials().showableId();
    return AuditEvent.refused(call, refusal.error(), detail);
  }
}
