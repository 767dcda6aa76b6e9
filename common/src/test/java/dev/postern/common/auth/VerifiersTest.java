package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.apiKey;
import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.customerClaims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.CredentialVerifier.Outcome;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The three verifiers of credentials, each on its own. */
class VerifiersTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String PAST = String.valueOf(NOW.getEpochSecond());

  private final JwtVerifier tokens =
      new JwtVerifier(TestIssuer.ISSUER, ISSUER.keySource(), CLOCK, 100);
  private final OpaqueToken live = OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.LIVE);
  private int lookUps;

  @Test
  void accessTokenIsProvenExpiredOrRefused() {
    AccessTokenVerifier verifier = new AccessTokenVerifier(tokens);

    assertThat(proof(verifier, bearer(ISSUER.token(claims()))).accessToken()).isPresent();
    assertThat(outcome(verifier, bearer(ISSUER.token(claims().raw("exp", PAST)))))
        .isEqualTo(new Outcome.Failed(AuthError.BEARER_EXPIRED, "jti token-1"));
    assertFailed(AuthError.BEARER_INVALID, verifier, bearer(ISSUER.token(customerClaims())));
    assertFailed(AuthError.BEARER_INVALID, verifier, bearer(live.text().reveal()));
  }

  @Test
  void customerTokenIsProvenExpiredOrRefused() {
    CustomerTokenVerifier verifier = new CustomerTokenVerifier(tokens);

    assertThat(proof(verifier, customer(ISSUER.token(customerClaims()))).customerToken())
        .isPresent();
    assertThat(outcome(verifier, customer(ISSUER.token(customerClaims().raw("exp", PAST)))))
        .isEqualTo(new Outcome.Failed(AuthError.CUSTOMER_TOKEN_EXPIRED, "jti token-1"));
    assertFailed(AuthError.CUSTOMER_TOKEN_INVALID, verifier, customer(ISSUER.token(claims())));
  }

  @Test
  void credentialsThatWereNotPresentedLeaveTheProofAsItIs() {
    Proof before = Proof.NOTHING.withAccessToken(TestCalls.accessToken("a"));
    CredentialVerifier keys = keyVerifier(Optional.of(apiKey("a")));

    for (CredentialVerifier verifier :
        new CredentialVerifier[] {keys, new CustomerTokenVerifier(tokens)}) {
      assertThat(verifier.verify(bearer("t"), before).await().indefinitely())
          .isEqualTo(new Outcome.Proven(before));
    }
    assertThat(lookUps).isZero();
  }

  @Test
  void knownKeyIsProvenByOneLookUp() {
    assertThat(proof(keyVerifier(Optional.of(apiKey("a"))), key(live)).apiKey())
        .contains(apiKey("a"));
    assertThat(lookUps).isEqualTo(1);
  }

  @Test
  void unknownKeyIsRefusedAndItsSecretIsNotInTheDetail() {
    assertThat(outcome(keyVerifier(Optional.empty()), key(live)))
        .isEqualTo(
            new Outcome.Failed(AuthError.API_KEY_INVALID, "unknown or expired " + live.id()));
  }

  @Test
  void keyExpiresAtTheVeryInstantOfItsEnd() {
    ApiKey lastMoment = expiring(NOW.plusNanos(1));
    ApiKey over = expiring(NOW);

    assertThat(proof(keyVerifier(Optional.of(lastMoment)), key(live)).apiKey())
        .contains(lastMoment);
    assertFailed(AuthError.API_KEY_INVALID, keyVerifier(Optional.of(over)), key(live));
  }

  @ParameterizedTest
  @EnumSource(value = OpaqueToken.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "API_KEY")
  void tokenOfAnotherKindIsRefusedWithoutALookUp(OpaqueToken.Kind kind) {
    assertFailed(
        AuthError.API_KEY_INVALID,
        keyVerifier(Optional.of(apiKey("a"))),
        key(OpaqueToken.generate(kind, Environment.LIVE)));
    assertThat(lookUps).isZero();
  }

  @Test
  void keyOfAnotherEnvironmentOrFormIsRefusedWithoutALookUp() {
    CredentialVerifier verifier = keyVerifier(Optional.of(apiKey("a")));
    String text = live.text().reveal();
    char last = text.charAt(text.length() - 1);
    String mistyped = text.substring(0, text.length() - 1) + (last == 'x' ? 'y' : 'x');

    assertFailed(
        AuthError.API_KEY_INVALID,
        verifier,
        key(OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.TEST)));
    assertFailed(AuthError.API_KEY_INVALID, verifier, key(Secret.of(mistyped)));
    assertFailed(AuthError.API_KEY_INVALID, verifier, key(Secret.of("the-key")));
    assertThat(lookUps).isZero();
  }

  @Test
  void directoryThatIsAwayIsAFailureAndNoRefusal() {
    CredentialDirectory away = presented -> Uni.createFrom().failure(new IOException());
    CredentialVerifier verifier = new ApiKeyVerifier(away, Environment.LIVE, CLOCK);

    assertThatThrownBy(() -> outcome(verifier, key(live))).hasCauseInstanceOf(IOException.class);
  }

  private CredentialVerifier keyVerifier(Optional<ApiKey> known) {
    CredentialDirectory counting =
        presented -> {
          lookUps++;
          return Uni.createFrom().item(known);
        };
    return new ApiKeyVerifier(counting, Environment.LIVE, CLOCK);
  }

  private static ApiKey expiring(Instant end) {
    return new ApiKey("key-id", "a", Optional.of(end));
  }

  private static Credentials bearer(String token) {
    return new Credentials(
        Optional.of(Secret.of(token)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Credentials customer(String token) {
    return new Credentials(
        Optional.of(Secret.of("t")),
        Optional.empty(),
        Optional.of(Secret.of(token)),
        Optional.empty(),
        Optional.empty());
  }

  private static Credentials key(OpaqueToken token) {
    return key(token.text());
  }

  private static Credentials key(Secret text) {
    return new Credentials(
        Optional.of(Secret.of("t")),
        Optional.of(text),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Outcome outcome(CredentialVerifier verifier, Credentials credentials) {
    return verifier.verify(credentials, Proof.NOTHING).await().indefinitely();
  }

  private static Proof proof(CredentialVerifier verifier, Credentials credentials) {
    Outcome outcome = outcome(verifier, credentials);
    assertThat(outcome).isInstanceOf(Outcome.Proven.class);
    return ((Outcome.Proven) outcome).proof();
  }

  private static void assertFailed(
      AuthError error, CredentialVerifier verifier, Credentials credentials) {
    assertThat(outcome(verifier, credentials))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.error()).isEqualTo(error));
  }
}
