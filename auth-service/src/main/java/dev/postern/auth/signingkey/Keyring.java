package dev.postern.auth.signingkey;

import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.secret.Secret;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys in force. A change replaces the whole keyring. */
record Keyring(VerificationKey active, PrivateKey signing, Map<String, VerificationKey> published) {

  /**
   * @throws IllegalStateException if no key is active, or a key cannot be read
   */
  static Keyring of(List<SigningKeyEntity> entities, KeySealer sealer) {
    Map<String, VerificationKey> published =
        entities.stream()
            .map(KeyCodec::publicKey)
            .collect(Collectors.toUnmodifiableMap(VerificationKey::kid, Function.identity()));
    SigningKeyEntity active =
        entities.stream()
            .filter(entity -> entity.state == KeyState.ACTIVE)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no active signing key"));
    Secret opened = sealer.open(active.kid, Objects.requireNonNull(active.sealedPrivate));
    return new Keyring(KeyCodec.publicKey(active), KeyCodec.privateKey(active, opened), published);
  }

  /** Whether it holds exactly these keys, and signs with the active one. */
  boolean isOf(List<SigningKeyEntity> entities) {
    return entities.size() == published.size()
        && entities.stream().allMatch(entity -> published.containsKey(entity.kid))
        && entities.stream()
            .anyMatch(e -> e.state == KeyState.ACTIVE && e.kid.equals(active.kid()));
  }

  @Override
  public String toString() {
    return "Keyring" + published.keySet();
  }
}
