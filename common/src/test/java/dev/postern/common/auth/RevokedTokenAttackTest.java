package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Attempts to use a revoked token under another form: threats 9 and 12. */
class RevokedTokenAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int SIGNATURE_NUMBER_OCTETS = 32;

  /** The order of the curve P-256 (SEC 2 §2.4.2). */
  private static final BigInteger N =
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

  private final RevocationState events = TestEvents.fresh();
  private final Pipeline pipeline =
      TestSchemes.pipeline(
          List.of(
              new AccessTokenScheme(
                  new JwtVerifier(
                      TestIssuer.ISSUER, ISSUER.keySource(), InstantSource.fixed(NOW), 1_000))),
          TestEvents.revocation(events),
          Set.of(),
          (call, decision) -> {});
  private final String token = ISSUER.token(claims());

  @Test
  void threat09TwinsOfARevokedTokenAreRefused() {
    Set<String> twins = twins(token);
    assertThat(twins).hasSizeGreaterThan(20).doesNotContain(token);
    assertThat(decide(token)).isInstanceOf(Allowed.class);

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");

    assertRevoked(token);
    assertThat(twins).allSatisfy(twin -> assertThat(decide(twin)).isInstanceOf(Refused.class));
  }

  /** Another valid signature over the same claims: (r, n - s) verifies wherever (r, s) does. */
  @Test
  void threat09TwinByTheOtherEcdsaSignatureIsRefusedByItsJti() {
    String twin = withOtherSignature(token);
    assertThat(twin).isNotEqualTo(token);

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");

    assertRevoked(twin);
  }

  @Test
  void threat09SameJtiInOtherOctetsIsRefusedByItsJti() {
    String spaced = ISSUER.sign(ES256, header(ES256).toString(), " " + claims());
    String escaped = ISSUER.token(claims().string("jti", "\\u0074oken-1"));
    String later = ISSUER.token(claims().raw("iat", String.valueOf(NOW.getEpochSecond())));
    for (String other : List.of(spaced, escaped, later)) {
      assertThat(decide(other)).isInstanceOf(Allowed.class);
    }

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");

    assertRevoked(spaced);
    assertRevoked(escaped);
    assertRevoked(later);
  }

  @Test
  void threat12TokenRememberedAsProvenIsRefusedAtItsNextUse() {
    assertThat(decide(token)).isInstanceOf(Allowed.class);
    assertThat(decide(token)).isInstanceOf(Allowed.class);

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");

    assertRevoked(token);
    assertThat(decide(ISSUER.token(claims().string("jti", "token-2")))).isInstanceOf(Allowed.class);
  }

  @Test
  void threat12NothingThatComesLaterBringsARevokedTokenBack() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1", NOW.minusSeconds(1_000));
    assertRevoked(token);
    events.loaded(0);
    assertRevoked(token);
    events.dropExpired();
    assertRevoked(token);
  }

  /** Every way of writing the same octets in base64url that a lax decoder would read. */
  private static Set<String> twins(String token) {
    Set<String> twins = new TreeSet<>();
    String[] parts = token.split("\\.", -1);
    for (int part = 0; part < parts.length; part++) {
      for (String twin : twinsOfPart(parts[part])) {
        String[] changed = parts.clone();
        changed[part] = twin;
        twins.add(String.join(".", changed));
      }
    }
    twins.add(token + ".");
    twins.add(" " + token);
    twins.add(token.replace('-', '+').replace('_', '/') + "=");
    return twins;
  }

  private static List<String> twinsOfPart(String part) {
    List<String> twins = new ArrayList<>(List.of(part + "=", part + "==", part + "\n"));
    byte[] octets = Base64.getUrlDecoder().decode(part);
    String start = part.substring(0, part.length() - 1);
    for (char last : ALPHABET.toCharArray()) {
      String twin = start + last;
      if (!twin.equals(part) && Arrays.equals(Base64.getUrlDecoder().decode(twin), octets)) {
        twins.add(twin);
      }
    }
    return twins;
  }

  private static String withOtherSignature(String token) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    byte[] s = Arrays.copyOfRange(signature, SIGNATURE_NUMBER_OCTETS, signature.length);
    byte[] other = N.subtract(new BigInteger(1, s)).toByteArray();
    Arrays.fill(signature, SIGNATURE_NUMBER_OCTETS, signature.length, (byte) 0);
    int length = Math.min(other.length, SIGNATURE_NUMBER_OCTETS);
    System.arraycopy(other, other.length - length, signature, signature.length - length, length);
    return token.substring(0, dot + 1)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private void assertRevoked(String presented) {
    assertThat(decide(presented))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(AuthError.BEARER_REVOKED);
              assertThat(refused.detail()).isEqualTo("jti token-1");
            });
  }

  private Decision decide(String presented) {
    Request request = new TestCalls().header("authorization", "Bearer " + presented).request();
    return pipeline.decide(request, TOKEN_ONLY).await().indefinitely();
  }
}
