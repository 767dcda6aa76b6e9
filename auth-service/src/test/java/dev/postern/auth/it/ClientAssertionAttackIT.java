package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SigningClient;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on clients that prove themselves by keys, each named after what it tries. */
class ClientAssertionAttackIT {
  private static final SigningClient CLIENT = SigningClient.byJwks(SigningAlgorithm.RS256);
  private static final SigningClient ATTACKER = SigningClient.byJwks(SigningAlgorithm.RS256);
  private static final String ISSUER = TestStack.url(Service.AUTH);

  private static void refuses(String assertion) {
    ClientAssertionIT.refuses(assertion);
  }

  private static void refusesAsTwoMethods(Map<String, String> form, String... headers) {
    Http.Answer answer =
        Http.post(Service.AUTH, "/oauth/token", Http.FORM, Http.encode(form), headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void sendsAnOverheardAssertionAgain() {
    String assertion = CLIENT.sign(CLIENT.claims());

    assertThat(SigningClient.token(assertion).status()).isEqualTo(200);
    refuses(assertion);
  }

  @Test
  void signsAnotherAssertionUnderAnIdThatWasUsed() {
    Map<String, Object> claims = CLIENT.claims();
    assertThat(SigningClient.token(CLIENT.sign(claims)).status()).isEqualTo(200);

    claims.put("exp", Instant.now().getEpochSecond() + 300);
    refuses(CLIENT.sign(claims));
  }

  static Stream<Object> foreignAudiences() {
    return Stream.of(
        ISSUER + "/oauth/token",
        ISSUER + "/",
        ISSUER.toUpperCase(java.util.Locale.ROOT),
        "https://other.example",
        "",
        7,
        List.of(),
        List.of(ISSUER, "https://other.example"),
        List.of(ISSUER, ISSUER),
        List.of(List.of(ISSUER)),
        Map.of("aud", ISSUER));
  }

  @ParameterizedTest
  @MethodSource("foreignAudiences")
  void bringsAnAssertionMeantForAnother(Object audience) {
    refuses(CLIENT.sign(CLIENT.claimsWith("aud", audience)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 660, 86_400, 1L << 50})
  void bringsAnAssertionThatIsOverOrLastsTooLong(long seconds) {
    refuses(CLIENT.sign(CLIENT.claimsWith("exp", Instant.now().getEpochSecond() + seconds)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "jti"})
  void leavesOutAClaimThatIsNeeded(String claim) {
    Map<String, Object> claims = CLIENT.claims();
    claims.remove(claim);
    refuses(CLIENT.sign(claims));
  }

  @Test
  void signsForAnotherClientWithItsOwnKey() {
    refuses(ATTACKER.sign(CLIENT.claims()));
    refuses(ATTACKER.sign(ATTACKER.claimsWith("iss", CLIENT.id())));
    refuses(ATTACKER.sign(ATTACKER.claimsWith("sub", CLIENT.id())));
    Map<String, String> form = SigningClient.form(ATTACKER.sign(ATTACKER.claims()));
    form.put("client_id", CLIENT.id());
    assertThat(Http.form(Service.AUTH, "/oauth/token", form).status()).isEqualTo(401);
  }

  @Test
  void takesThePublicKeyForASecretOfHs256() throws GeneralSecurityException {
    byte[] der = CLIENT.pair().getPublic().getEncoded();
    byte[] pem = SigningClient.pem(CLIENT.pair()).getBytes(StandardCharsets.US_ASCII);
    for (byte[] secret : List.of(der, pem)) {
      String signed = SigningClient.signingInput(Map.of("alg", "HS256"), CLIENT.claims());
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      refuses(signed + "." + SigningClient.base64url(tag));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "", "RS256"})
  void leavesOutTheSignature(String algorithm) {
    String signed = SigningClient.signingInput(Map.of("alg", algorithm), CLIENT.claims());

    refuses(signed + ".");
    refuses(signed);
    refuses(signed + ".AAAA");
  }

  @Test
  void namesAnotherAlgorithmThanTheKeys() {
    for (String algorithm : List.of("ES256", "EdDSA", "Ed25519", "PS256", "RS384", "rs256")) {
      refuses(CLIENT.sign(Map.of("alg", algorithm), CLIENT.claims()));
    }
  }

  @Test
  void bringsItsOwnKeyInTheHeader() {
    Object jwk = SigningClient.jwks(SigningAlgorithm.RS256, ATTACKER.pair()).at("/keys/0");

    refuses(ATTACKER.sign(Map.of("alg", "RS256", "jwk", jwk), CLIENT.claims()));
    refuses(ATTACKER.sign(Map.of("alg", "RS256", "jku", ISSUER), CLIENT.claims()));
    refuses(CLIENT.sign(Map.of("alg", "RS256", "crit", List.of("x"), "x", 1), CLIENT.claims()));
  }

  @Test
  void pointsToAKeyThatIsNotThere() {
    for (Object kid : Arrays.asList("key-2", "../key-1", "' OR 1=1 --", "", 1, null)) {
      Map<String, Object> header = CLIENT.header();
      header.put("kid", kid);
      refuses(CLIENT.sign(header, CLIENT.claims()));
    }
  }

  @Test
  void presentsAnAccessTokenAsAnAssertion() {
    refuses(Vendor.seeded().systemToken());
    Map<String, Object> header = CLIENT.header();
    header.put("typ", "at+jwt");
    refuses(CLIENT.sign(header, CLIENT.claims()));
  }

  @Test
  void provesItselfInTwoWaysAtOnce() {
    Vendor vendor = Vendor.seeded();
    Map<String, String> form = SigningClient.form(CLIENT.sign(CLIENT.claims()));
    String pair = vendor.id() + ":" + vendor.secret();
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

    refusesAsTwoMethods(form, "Authorization", basic);
    form.put("client_id", vendor.id());
    form.put("client_secret", vendor.secret());
    refusesAsTwoMethods(form);
  }

  @Test
  void triesASecretOnAClientWithKeysAndAnAssertionOnAClientWithASecret() {
    Vendor vendor = Vendor.seeded();
    Map<String, Object> claims = ATTACKER.claimsWith("sub", vendor.id());
    claims.put("iss", vendor.id());

    refuses(ATTACKER.sign(claims));
    Http.Answer bySecret =
        Http.form(
            Service.AUTH,
            "/oauth/token",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", CLIENT.id(),
                "client_secret", vendor.secret()));
    assertThat(bySecret.status()).isEqualTo(401);
  }

  @Test
  void asksForAClientThatIsUnknownOrDisabled() {
    SigningClient disabled = SigningClient.byPem(SigningAlgorithm.EDDSA);
    assertThat(Operator.send("DELETE", "/admin/v1/clients/" + disabled.id()).status())
        .isEqualTo(204);

    refuses(disabled.sign(disabled.claims()));
    for (String nobody : List.of("nobody", "a\u0000b", "\r\n", "x".repeat(300))) {
      Map<String, Object> claims = CLIENT.claimsWith("sub", nobody);
      claims.put("iss", nobody);
      refuses(CLIENT.sign(claims));
    }
  }

  @Test
  void hidesAnAssertionInTheQuery() {
    Map<String, String> form = SigningClient.form(CLIENT.sign(CLIENT.claims()));
    String query = Http.encode(form);

    Http.Answer answer = Http.post(Service.AUTH, "/oauth/token?" + query, Http.FORM, "");

    assertThat(answer.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "\u00e9", "\n"})
  void namesItsAssertionOddly(String id) {
    refuses(CLIENT.sign(CLIENT.claimsWith("jti", id)));
    refuses(CLIENT.sign(CLIENT.claimsWith("jti", "j".repeat(257))));
  }

  @Test
  void sendsOneOfTooManyCharacters() {
    refuses(CLIENT.sign(CLIENT.claimsWith("extra", "x".repeat(8_192))));
  }
}
