package dev.postern.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.postern.auth.sealing.Sealer;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyringTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private final KeySealer sealer = sealer();

  private static KeySealer sealer() {
    try {
      AeadConfig.register();
      String keyset =
          TinkJsonProtoKeysetFormat.serializeKeyset(
              KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
              InsecureSecretKeyAccess.get());
      return new KeySealer(new Sealer(() -> keyset));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private SigningKeyEntity key(String kid, SigningAlgorithm algorithm) {
    KeyPair pair = KeyCodec.generate(algorithm);
    SigningKeyEntity key = new SigningKeyEntity();
    key.kid = kid;
    key.algorithm = algorithm;
    key.publicKey = pair.getPublic().getEncoded();
    key.sealedPrivate = sealer.seal(kid, Secret.of(pair.getPrivate().getEncoded()));
    key.publish(NOW, Duration.ZERO);
    return key;
  }

  private SigningKeyEntity active(String kid, SigningAlgorithm algorithm) {
    SigningKeyEntity key = key(kid, algorithm);
    key.activate(NOW);
    return key;
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void signsWithTheActiveKeyAndPublishesAll(SigningAlgorithm algorithm) {
    SigningKeyEntity old = active("old", SigningAlgorithm.ES256);
    old.retire(NOW, Duration.ofHours(25));
    List<SigningKeyEntity> keys =
        List.of(old, active("now", algorithm), key("next", SigningAlgorithm.EDDSA));
    Keyring keyring = Keyring.of(keys, sealer);
    assertThat(keyring.active().kid()).isEqualTo("now");
    assertThat(keyring.published()).containsOnlyKeys("old", "now", "next");
    assertThat(keyring.isOf(keys)).isTrue();
    assertThat(keyring).hasToString("Keyring" + keyring.published().keySet());
  }

  @Test
  void noticesEachChangeOfItsKeys() {
    SigningKeyEntity now = active("now", SigningAlgorithm.ES256);
    SigningKeyEntity next = key("next", SigningAlgorithm.ES256);
    Keyring keyring = Keyring.of(List.of(now, next), sealer);
    assertThat(keyring.isOf(List.of(now))).isFalse();
    assertThat(keyring.isOf(List.of(now, key("other", SigningAlgorithm.ES256)))).isFalse();
    now.retire(NOW, Duration.ofHours(25));
    next.activate(NOW);
    assertThat(keyring.isOf(List.of(now, next))).isFalse();
  }

  @Test
  void rejectsKeysOfWhichNoneIsActive() {
    assertThatThrownBy(() -> Keyring.of(List.of(key("a", SigningAlgorithm.ES256)), sealer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no active signing key");
  }

  @Test
  void namesTheKeyThatAnotherKeysetSealed() {
    SigningKeyEntity key = active("a", SigningAlgorithm.ES256);
    assertThatThrownBy(() -> Keyring.of(List.of(key), sealer()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("signing key a does not open");
  }
}
