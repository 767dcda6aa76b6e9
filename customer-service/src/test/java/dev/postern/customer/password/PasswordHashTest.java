package dev.postern.customer.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords are exact, whatever system their hash came from (threat 32). */
class PasswordHashTest {
  private static final byte[] SALT = "sixteen bytes !!".getBytes(StandardCharsets.US_ASCII);

  /** Of each kind that is taken, the hash of a password as another system would have made it. */
  private enum System {
    ARGON2 {
      @Override
      PasswordHash of(byte[] password) {
        return PasswordHash.parse(Argon2Hash.create(Secret.of(password)).encode().reveal())
            .orElseThrow();
      }
    },
    BCRYPT {
      @Override
      PasswordHash of(byte[] password) {
        return PasswordHash.parse(OpenBSDBCrypt.generate(password, SALT, 4)).orElseThrow();
      }
    },
    PBKDF2 {
      @Override
      PasswordHash of(byte[] password) {
        PKCS5S2ParametersGenerator made = new PKCS5S2ParametersGenerator(new SHA256Digest());
        made.init(password, SALT, 1_000);
        KeyParameter key = (KeyParameter) made.generateDerivedMacParameters(256);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PasswordHash.parse(
                "$pbkdf2-sha256$i=1000$%s$%s"
                    .formatted(base64.encodeToString(SALT), base64.encodeToString(key.getKey())))
            .orElseThrow();
      }
    };

    abstract PasswordHash of(byte[] password);

    PasswordHash of(String password) {
      return of(password.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Stream<PasswordHash> hashesOf(String password) {
    return Stream.of(System.values()).map(system -> system.of(password));
  }

  static Stream<String> passwords() {
    return Stream.of(
        "correct horse battery staple",
        "\uD83D\uDC31\uD83D\uDC36",
        "e\u0301clair-NFD",
        "\u00E9clair-NFC",
        " with spaces ",
        "q".repeat(72));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void threat32SamePasswordMatches(String password) {
    assertThat(hashesOf(password)).allMatch(hash -> hash.matches(Secret.of(password)));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void threat32NoOtherPasswordMatches(String password) {
    Stream<String> others =
        Stream.of(
            "",
            password + "x",
            password + "\0",
            password + "\0" + password,
            password.toUpperCase(java.util.Locale.ROOT) + " ",
            password.substring(1),
            password.strip() + "\t");
    assertThat(others)
        .allMatch(other -> hashesOf(password).noneMatch(hash -> hash.matches(Secret.of(other))));
  }

  @Test
  void threat32ComposedAndDecomposedPasswordsDiffer() {
    assertThat(hashesOf("e\u0301clair")).noneMatch(h -> h.matches(Secret.of("\u00E9clair")));
    assertThat(hashesOf("\u00E9clair")).noneMatch(h -> h.matches(Secret.of("e\u0301clair")));
  }

  @Test
  void threat32PasswordsThatDifferAfterByte72Differ() {
    String start = "q".repeat(72);
    assertThat(System.ARGON2.of(start + "a").matches(Secret.of(start + "b"))).isFalse();
    assertThat(System.PBKDF2.of(start + "a").matches(Secret.of(start + "b"))).isFalse();
    assertThat(System.BCRYPT.of(start).matches(Secret.of(start + "b"))).isFalse();
  }

  @Test
  void threat32ArgonTakesNulAndAllBytesOfLongPassword() {
    String longest = "\0" + "q".repeat(1_022) + "\0";
    PasswordHash hash = System.ARGON2.of(longest);
    assertThat(hash.matches(Secret.of(longest))).isTrue();
    assertThat(hash.matches(Secret.of(longest.substring(0, 1_023)))).isFalse();
    assertThat(hash.matches(Secret.of("q".repeat(1_022)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$argon2id$v=19$m=65537,t=2,p=1$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=11,p=1$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA",
        "$2b$15$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$2b$03$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$pbkdf2-sha256$i=0$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=1200001$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA"
      })
  void rejectsUnknownAndExpensiveHashes(String phc) {
    assertThat(PasswordHash.parse(phc)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sha256, 1200000, 32, true",
    "sha256, 1200001, 32, false",
    "sha256, 1200000, 33, false",
    "sha256, 600000, 64, true",
    "sha256, 600001, 64, false",
    "sha512, 900000, 64, true",
    "sha512, 900001, 64, false",
    "sha512, 900001, 32, false",
    "sha256, 999999999, 64, false"
  })
  void threat31CountsRoundsByTheBytesOfOutput(
      String digest, int rounds, int bytes, boolean affordable) {
    String out = Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    String phc = "$pbkdf2-%s$i=%d$c2l4dGVlbiBvY3RldHMh$%s".formatted(digest, rounds, out);
    assertThat(PasswordHash.read(phc)).map(PasswordHash::isAffordable).contains(affordable);
    assertThat(PasswordHash.parse(phc).isPresent()).isEqualTo(affordable);
  }

  @ParameterizedTest
  @CsvSource({"28, 16", "59, 4"})
  void ignoresUnusedBitsOfBcryptBase64(int at, int twins) {
    String alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    byte[] password = "right".getBytes(StandardCharsets.UTF_8);
    String phc = OpenBSDBCrypt.generate(password, SALT, 4);
    int plain = alphabet.indexOf(phc.charAt(at));
    assertThat(plain % twins).isZero();
    for (int spare = 0; spare < twins; spare++) {
      String twin = phc.substring(0, at) + alphabet.charAt(plain + spare) + phc.substring(at + 1);
      PasswordHash hash = PasswordHash.parse(twin).orElseThrow();
      assertThat(hash.matches(Secret.of("right"))).as(twin).isTrue();
      assertThat(hash.matches(Secret.of("wrong"))).as(twin).isFalse();
    }
    String other =
        phc.substring(0, at) + alphabet.charAt((plain + twins) % 64) + phc.substring(at + 1);
    assertThat(PasswordHash.parse(other).orElseThrow().matches(Secret.of("right"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"04, true", "14, true", "15, false", "31, false"})
  void threat31AcceptsBcryptUpToCost14(String cost, boolean affordable) {
    String phc = "$2b$" + cost + "$" + "a".repeat(53);
    assertThat(PasswordHash.read(phc)).map(PasswordHash::isAffordable).contains(affordable);
  }
}
