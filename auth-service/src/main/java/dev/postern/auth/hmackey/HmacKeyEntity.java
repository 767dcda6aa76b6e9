package dev.postern.auth.hmackey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "hmac_key")
@SuppressWarnings("NullAway.Init")
class HmacKeyEntity {
  @Id String id;

  @Column(name = "client_id")
  String clientId;

  String label;

  @Column(name = "sealed_secret")
  byte[] sealedSecret;

  @Column(name = "secret_created_at")
  Instant secretCreatedAt;

  @Column(name = "sealed_previous")
  byte @Nullable [] sealedPrevious;

  @Column(name = "previous_created_at")
  @Nullable Instant previousCreatedAt;

  @Column(name = "previous_ends_at")
  @Nullable Instant previousEndsAt;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  @Column(name = "revoked_at")
  @Nullable Instant revokedAt;

  boolean isLive(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /** Whether two secrets verify at this time. */
  boolean hasPrevious(Instant now) {
    return previousEndsAt != null && now.isBefore(previousEndsAt);
  }

  /** Makes this the current secret; the one before verifies beside it until its end. */
  void rotate(byte[] sealed, Instant now, Instant previousEnd) {
    sealedPrevious = sealedSecret;
    previousCreatedAt = secretCreatedAt;
    previousEndsAt = previousEnd;
    sealedSecret = sealed;
    secretCreatedAt = now;
  }

  /**
   * Ends the previous secret now.
   *
   * @return whether there was one
   */
  boolean endPrevious(Instant now) {
    if (!hasPrevious(now)) {
      return false;
    }
    sealedPrevious = null;
    previousCreatedAt = null;
    previousEndsAt = null;
    return true;
  }
}
