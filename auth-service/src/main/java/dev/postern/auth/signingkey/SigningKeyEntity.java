package dev.postern.auth.signingkey;

import dev.postern.common.jwt.SigningAlgorithm;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

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

  /** PKCS #8, sealed. */
  @Column(name = "sealed_private")
  byte[] sealedPrivate;

  @Column(name = "created_at")
  Instant createdAt;
}
