package dev.postern.customer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.postern.common.secret.Secret;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CookieSealerTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final CookieSealer sealer = sealer(keyset());
  private final UUID id = UUID.randomUUID();

  @Test
  void opensItsOwnSeal() {
    assertThat(sealer.open(sealer.seal(id))).contains(id);
  }

  @Test
  void threat33RejectsEveryChangedCharacter() {
    String cookie = sealer.seal(id).reveal();
    for (int i = 0; i < cookie.length(); i++) {
      for (int bit = 1; bit < ALPHABET.length(); bit <<= 1) {
        char flipped = ALPHABET.charAt(ALPHABET.indexOf(cookie.charAt(i)) ^ bit);
        String forged = cookie.substring(0, i) + flipped + cookie.substring(i + 1);
        assertThat(sealer.open(Secret.of(forged))).as(i + " " + bit).isEmpty();
      }
    }
  }

  @Test
  void threat33RejectsVariantsAndFragments() {
    String cookie = sealer.seal(id).reveal();
    for (String other :
        new String[] {
          "", "=", cookie + "=", cookie + "A", cookie.substring(1), " " + cookie, "é"
        }) {
      assertThat(sealer.open(Secret.of(other))).as(other).isEmpty();
    }
  }

  @Test
  void rejectsCookieOfAnotherKey() {
    assertThat(sealer(keyset()).open(sealer.seal(id))).isEmpty();
  }

  @Test
  void cookieRevealsNothingOfTheSession() {
    Set<String> cookies = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      cookies.add(sealer.seal(id).reveal());
    }
    assertThat(cookies).hasSize(100).allMatch(cookie -> cookie.matches("[A-Za-z0-9_-]+"));
  }

  @Test
  void stopsTheStartOnUnreadableKeysetWithoutRepeatingIt() {
    assertThatThrownBy(() -> sealer("{\"secret\":1}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("postern.session.keyset")
        .message()
        .doesNotContain("secret\":1");
  }

  private static String keyset() {
    try {
      AeadConfig.register();
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          KeysetHandle.generateNew(KeyTemplates.get("AES256_GCM")), InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static CookieSealer sealer(String keyset) {
    return new CookieSealer(new TestSessionConfig(keyset));
  }
}
