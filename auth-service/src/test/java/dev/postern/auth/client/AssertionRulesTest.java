package dev.postern.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.jwt.VerificationKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7523 §3, sentence by sentence, as far as one assertion alone shows. */
class AssertionRulesTest {
  private static final String ISSUER = "https://auth.postern.test";
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final long SECOND = NOW.getEpochSecond();

  private final TestClient client = new TestClient("one");
  private final TestClient another = new TestClient("two");
  private final AssertionRules rules = new AssertionRules(ISSUER);
  private final Map<String, String> claims = new LinkedHashMap<>();

  AssertionRulesTest() {
    claims.put("iss", quoted(TestClient.ID));
    claims.put("sub", quoted(TestClient.ID));
    claims.put("aud", quoted(ISSUER));
    claims.put("exp", "" + (SECOND + 60));
    claims.put("jti", quoted("assertion-1"));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String json() {
    return claims.entrySet().stream()
        .map(claim -> quoted(claim.getKey()) + ":" + claim.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private AssertionVerdict verdict() {
    return rules.judge(client.assertion(json()), TestClient.ID, List.of(client.key()), NOW);
  }

  private void refusesWith(String claim, String value, String why) {
    String before = claims.put(claim, value);
    assertThat(verdict()).isEqualTo(new AssertionVerdict.Rejected(why));
    if (before == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, before);
    }
    isAccepted();
  }

  private void isAccepted() {
    assertThat(verdict())
        .isEqualTo(
            new AssertionVerdict.Accepted("assertion-1", Instant.ofEpochSecond(SECOND + 60)));
  }

  @Test
  void acceptsAssertionWithValidSignatureClaimsAndTime() {
    isAccepted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "jti"})
  void rejectsAssertionWithoutRequiredClaim(String claim) {
    claims.remove(claim);
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Rejected.class);
  }

  @Test
  void rejectsIssuerOrSubjectOtherThanTheClient() {
    refusesWith("iss", quoted("another"), "iss is not the client");
    refusesWith("sub", quoted("another"), "sub is not the client");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.postern.test/",
        "https://auth.postern.test/oauth/token",
        "https://AUTH.postern.test",
        "auth.postern.test",
        ""
      })
  void rejectsAudienceThatIsNotExactlyTheIssuer(String audience) {
    refusesWith("aud", quoted(audience), "aud is not the issuer");
  }

  @Test
  void acceptsAudienceAloneInAnArrayAndRejectsTwo() {
    claims.put("aud", "[\"" + ISSUER + "\"]");
    isAccepted();
    String two = "[\"%s\",\"https://other.example\"]".formatted(ISSUER);
    refusesWith("aud", two, "aud is missing, or not one string");
  }

  @Test
  void rejectsExpiryNowOrMoreThanTenMinutesAhead() {
    refusesWith("exp", "" + SECOND, "exp is over");
    refusesWith("exp", "" + (SECOND + 601), "exp is too far ahead");
    claims.put("exp", "" + (SECOND + 600));
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Accepted.class);
    claims.put("exp", "" + (SECOND + 1));
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Accepted.class);
  }

  @Test
  void acceptsClocksThatAreFiveSecondsFast() {
    claims.put("iat", "" + (SECOND + 5));
    claims.put("nbf", "" + (SECOND + 5));
    isAccepted();
    refusesWith("iat", "" + (SECOND + 6), "iat is in the future");
    refusesWith("nbf", "" + (SECOND + 6), "nbf is in the future");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "\\u00e9", "a\\nb"})
  void rejectsIdThatIsNotPrintableAscii(String id) {
    refusesWith("jti", quoted(id), "jti is not printable ASCII");
  }

  @Test
  void acceptsIdsOf1To256Characters() {
    claims.put("jti", quoted("j".repeat(256)));
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Accepted.class);
    claims.put("jti", quoted("j".repeat(257)));
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Rejected.class);
    claims.put("jti", quoted(""));
    assertThat(verdict()).isInstanceOf(AssertionVerdict.Rejected.class);
  }

  @Test
  void rejectsSignatureOfAnotherKey() {
    assertThat(rules.judge(another.assertion(json()), TestClient.ID, List.of(client.key()), NOW))
        .isEqualTo(new AssertionVerdict.Rejected("bad signature, or no key of the client's"));
  }

  @Test
  void triesAllKeysUnlessOneIsNamed() {
    List<VerificationKey> both = List.of(client.key(), another.key());
    List<VerificationKey> swapped =
        List.of(new VerificationKey("two", client.key().algorithm(), client.key().publicKey()));

    assertThat(rules.judge(another.assertion(json()), TestClient.ID, both, NOW))
        .isInstanceOf(AssertionVerdict.Accepted.class);
    assertThat(rules.judge(another.assertionNamingKey(json()), TestClient.ID, both, NOW))
        .isInstanceOf(AssertionVerdict.Accepted.class);
    assertThat(rules.judge(client.assertionNamingKey(json()), TestClient.ID, swapped, NOW))
        .isInstanceOf(AssertionVerdict.Rejected.class);
  }

  @Test
  void rejectsClaimsThatAreNotStrictJson() {
    String twice = json().replace("}", ",\"sub\":\"" + TestClient.ID + "\"}");
    assertThat(rules.judge(client.assertion(twice), TestClient.ID, List.of(client.key()), NOW))
        .isEqualTo(new AssertionVerdict.Rejected("claims are not strict JSON"));
  }
}
