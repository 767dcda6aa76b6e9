package dev.postern.auth.apikey;

import dev.postern.auth.credential.StoredDigest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "api_key")
@SuppressWarnings("NullAway.Init")
class ApiKeyEntity {
  @Id String id;

  @Column(name = "client_id")
  String clientId;

  String label;

  @Column(name = "pepper_version")
  int pepperVersion;

  byte[] digest;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  @Column(name = "revoked_at")
  @Nullable Instant revokedAt;

  StoredDigest stored() {
    return new StoredDigest(pepperVersion, digest);
  }
}
