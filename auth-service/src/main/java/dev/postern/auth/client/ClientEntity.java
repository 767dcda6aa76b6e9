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

  /** The client's public keys, as {@code JwkSet} writes them; null for a client with secrets. */
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

  /** Whether the client authenticates by {@code private_key_jwt}; otherwise by a secret. */
  boolean hasKeys() {
    return jwks != null;
  }
}
