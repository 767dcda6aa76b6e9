package dev.postern.auth.client;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "client")
@SuppressWarnings("NullAway.Init")
class ClientEntity {
  @Id String id;
  String name;
  String[] scopes;

  @Column(name = "token_lifetime_seconds")
  int tokenLifetimeSeconds;

  @Column(name = "grant_types")
  String[] grantTypes;

  /** Its public keys, as {@code JwkSet} writes them. */
  @Nullable String jwks;

  @Column(name = "signs_requests")
  boolean signsRequests;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "disabled_at")
  @Nullable Instant disabledAt;

  Client toClient() {
    return new Client(
        id, Set.of(scopes), Duration.ofSeconds(tokenLifetimeSeconds), Set.of(grantTypes));
  }

  /** By {@code private_key_jwt}; else by a secret. Never by both. */
  boolean provesItselfByKeys() {
    return jwks != null;
  }
}
