package dev.postern.auth.client;

import dev.postern.auth.credential.StoredDigest;
import dev.postern.common.key.OpaqueToken;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "client_secret")
@SuppressWarnings("NullAway.Init")
class ClientSecretEntity {
  @Id String id;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "client_id")
  ClientEntity client;

  @Column(name = "pepper_version")
  int pepperVersion;

  byte[] digest;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  static ClientSecretEntity of(
      ClientEntity client, OpaqueToken secret, StoredDigest stored, Instant now) {
    ClientSecretEntity entity = new ClientSecretEntity();
    entity.id = secret.id();
    entity.client = client;
    entity.pepperVersion = stored.pepperVersion();
    entity.digest = stored.digest();
    entity.createdAt = now;
    return entity;
  }

  StoredDigest stored() {
    return new StoredDigest(pepperVersion, digest);
  }

  boolean isLive(Instant now) {
    return client.disabledAt == null && !client.hasKeys() && !hasEnded(now);
  }

  /** Whether the secret is expired; at its very end it is. */
  boolean hasEnded(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Sets the end, unless the secret ends earlier. */
  void endBy(Instant end) {
    if (!hasEnded(end)) {
      expiresAt = end;
    }
  }
}
