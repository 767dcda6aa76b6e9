package dev.postern.auth.client;

import dev.postern.auth.client.ClientAuthentication.Authenticated;
import dev.postern.auth.client.ClientAuthentication.NotAuthenticated;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a client by an assertion that it has signed (RFC 7523 §3), once per assertion.
 *
 * <p>An assertion is recorded as used only after it has verified, so that only a holder of the key
 * can cause a write. Fails if the database does.
 */
@ApplicationScoped
class ClientAssertions {
  private final ClientRepository clients;
  private final UsedAssertions used;
  private final AssertionRules rules;
  private final InstantSource clock;

  ClientAssertions(
      ClientRepository clients, UsedAssertions used, GuardConfig config, InstantSource clock) {
    this.clients = clients;
    this.used = used;
    this.rules = new AssertionRules(config.issuer());
    this.clock = clock;
  }

  Uni<ClientAuthentication> authenticate(ClientCredentials.ByAssertion presented) {
    return find(presented.clientId()).flatMap(client -> authenticate(client, presented));
  }

  @DatabaseTimeout
  @WithSession
  Uni<@Nullable ClientEntity> find(String clientId) {
    return clients.findById(clientId);
  }

  private Uni<ClientAuthentication> authenticate(
      @Nullable ClientEntity client, ClientCredentials.ByAssertion presented) {
    if (client == null || client.disabledAt != null || client.jwks == null) {
      return Uni.createFrom().item(new NotAuthenticated("unknown, disabled, or without keys"));
    }
    AssertionVerdict verdict =
        rules.judge(
            presented.assertion(), client.id, JwkSet.read(client.jwks).values(), clock.instant());
    return switch (verdict) {
      case AssertionVerdict.Rejected(String why) ->
          Uni.createFrom().item(new NotAuthenticated(why));
      case AssertionVerdict.Accepted(String assertionId, Instant expiresAt) ->
          used.record(client.id, assertionId, expiresAt)
              .map(
                  first ->
                      first
                          ? new Authenticated(client.toClient())
                          : new NotAuthenticated("used before"));
    };
  }
}
