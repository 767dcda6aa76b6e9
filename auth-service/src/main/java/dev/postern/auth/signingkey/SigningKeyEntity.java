package dev.postern.auth.signingkey;

import dev.postern.common.jwt.SigningAlgorithm;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A signing key, and its changes from one state to the next. */
@Entity
@Table(name = "signing_key")
@SuppressWarnings("NullAway.Init")
class SigningKeyEntity {
  @Id String kid;

  @Enumerated(EnumType.STRING)
  SigningAlgorithm algorithm;

  @Enumerated(EnumType.STRING)
  KeyState state;

  /** X.509 SubjectPublicKeyInfo. */
  @Column(name = "public_key")
  byte[] publicKey;

  /** PKCS #8, sealed; null once the key no longer signs. */
  @Column(name = "sealed_private")
  byte @Nullable [] sealedPrivate;

  @Column(name = "created_at")
  Instant createdAt;

  /** The earliest time to sign. */
  @Column(name = "activates_at")
  Instant activatesAt;

  @Column(name = "activated_at")
  @Nullable Instant activatedAt;

  @Column(name = "retired_at")
  @Nullable Instant retiredAt;

  /** The end of its publication; null for a revoked key. */
  @Column(name = "removes_at")
  @Nullable Instant removesAt;

  @Column(name = "removed_at")
  @Nullable Instant removedAt;

  void publish(Instant now, Duration lead) {
    state = KeyState.PENDING;
    createdAt = now;
    activatesAt = now.plus(lead);
  }

  boolean mayActivate(Instant now) {
    return state == KeyState.PENDING && !now.isBefore(activatesAt);
  }

  /** Also before the earliest time, in an emergency. */
  void activate(Instant now) {
    state = KeyState.ACTIVE;
    activatesAt = now.isBefore(activatesAt) ? now : activatesAt;
    activatedAt = now;
  }

  void retire(Instant now, Duration retireAfter) {
    state = KeyState.RETIRING;
    retiredAt = now;
    removesAt = now.plus(retireAfter);
    sealedPrivate = null;
  }

  boolean isOver(Instant now) {
    return state == KeyState.RETIRING && removesAt != null && !now.isBefore(removesAt);
  }

  /** Removing it again changes nothing. */
  void remove(Instant now) {
    if (state != KeyState.REMOVED) {
      state = KeyState.REMOVED;
      removedAt = now;
      sealedPrivate = null;
    }
  }

  /** In any state, even long after its removal: from now on the key verifies nothing. */
  void revoke(Instant now) {
    remove(now);
    removesAt = null;
  }

  /** Whether it was removed because its time was over, and was never revoked. */
  boolean isRemovedByAge() {
    return state == KeyState.REMOVED
        && removesAt != null
        && removedAt != null
        && !removedAt.isBefore(removesAt);
  }
}
