package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.apiKey;
import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.customerClaims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** The schemes that verify a token or a key, each alone. */
class SchemesTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String PAST = String.valueOf(NOW.getEpochSecond());

  private final JwtVerifier tokens =
      new JwtVerifier(TestIssuer.ISSUER, ISSUER.keySource(), CLOCK, 100);
  private final OpaqueToken live = OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.LIVE);
  private int lookUps;

  @Test
  void accessTokenIsProvenExpiredOrRefused() {
    AccessTokenScheme scheme = new AccessTokenScheme(tokens);

    assertThat(proven(scheme, ISSUER.token(claims()))).isInstanceOf(ProvenAccessToken.class);
    assertThat(outcome(scheme, ISSUER.token(claims().raw("exp", PAST))))
        .isEqualTo(new Step.Failed(AuthError.BEARER_EXPIRED, "jti token-1"));
    assertFailed(AuthError.BEARER_INVALID, scheme, ISSUER.token(customerClaims()));
    assertFailed(AuthError.BEARER_INVALID, scheme, live);
  }

  @Test
  void customerTokenIsProvenExpiredOrRefused() {
    CustomerTokenScheme scheme = new CustomerTokenScheme(tokens);

    assertThat(proven(scheme, ISSUER.token(customerClaims())))
        .isInstanceOf(ProvenCustomerToken.class);
    assertThat(outcome(scheme, ISSUER.token(customerClaims().raw("exp", PAST))))
        .isEqualTo(new Step.Failed(AuthError.CUSTOMER_TOKEN_EXPIRED, "jti token-1"));
    assertFailed(AuthError.CUSTOMER_TOKEN_INVALID, scheme, ISSUER.token(claims()));
  }

  @Test
  void knownKeyIsProvenByOneLookUp() {
    assertThat(proven(keyScheme(Optional.of(apiKey("a"))), live))
        .isEqualTo(new ProvenApiKey(apiKey("a")));
    assertThat(lookUps).isEqualTo(1);
  }

  @Test
  void unknownKeyIsRefusedAndItsSecretIsNotInTheDetail() {
    assertThat(outcome(keyScheme(Optional.empty()), live))
        .isEqualTo(new Step.Failed(AuthError.API_KEY_INVALID, "unknown or expired " + live.id()));
  }

  @Test
  void keyExpiresAtTheVeryInstantOfItsEnd() {
    ApiKey lastMoment = expiring(NOW.plusNanos(1));
    ApiKey over = expiring(NOW);

    assertThat(proven(keyScheme(Optional.of(lastMoment)), live))
        .isEqualTo(new ProvenApiKey(lastMoment));
    assertFailed(AuthError.API_KEY_INVALID, keyScheme(Optional.of(over)), live);
  }

  @ParameterizedTest
  @EnumSource(value = OpaqueToken.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "API_KEY")
  void tokenOfAnotherKindIsRefusedWithoutALookUp(OpaqueToken.Kind kind) {
    assertFailed(
        AuthError.API_KEY_INVALID,
        keyScheme(Optional.of(apiKey("a"))),
        OpaqueToken.generate(kind, Environment.LIVE));
    assertThat(lookUps).isZero();
  }

  @Test
  void keyOfAnotherEnvironmentOrFormIsRefusedWithoutALookUp() {
    ApiKeyScheme scheme = keyScheme(Optional.of(apiKey("a")));
    String text = live.text().reveal();
    char last = text.charAt(text.length() - 1);
    String mistyped = text.substring(0, text.length() - 1) + (last == 'x' ? 'y' : 'x');

    assertFailed(
        AuthError.API_KEY_INVALID,
        scheme,
        OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.TEST));
    assertFailed(AuthError.API_KEY_INVALID, scheme, mistyped);
    assertFailed(AuthError.API_KEY_INVALID, scheme, "the-key");
    assertThat(lookUps).isZero();
  }

  @Test
  void directoryThatIsAwayIsAFailureAndNoRefusal() {
    CredentialDirectory away = presented -> Uni.createFrom().failure(new IOException());
    ApiKeyScheme scheme = new ApiKeyScheme(away, Environment.LIVE, CLOCK);

    assertThatThrownBy(() -> outcome(scheme, live)).hasCauseInstanceOf(IOException.class);
  }

  private ApiKeyScheme keyScheme(Optional<ApiKey> known) {
    CredentialDirectory counting =
        presented -> {
          lookUps++;
          return Uni.createFrom().item(known);
        };
    return new ApiKeyScheme(counting, Environment.LIVE, CLOCK);
  }

  private static ApiKey expiring(Instant end) {
    return new ApiKey("key-id", "a", Optional.of(end));
  }

  private static Step.Verdict outcome(Scheme<Secret> scheme, OpaqueToken token) {
    return outcome(scheme, token.text().reveal());
  }

  private static Step.Verdict outcome(Scheme<Secret> scheme, String token) {
    return switch (scheme.verify(Secret.of(token))) {
      case Step.Now(Step.Verdict verdict) -> verdict;
      case Step.Later(Uni<Step.Verdict> verdict) -> verdict.await().indefinitely();
    };
  }

  private static ProvenCredential proven(Scheme<Secret> scheme, OpaqueToken token) {
    return proven(scheme, token.text().reveal());
  }

  private static ProvenCredential proven(Scheme<Secret> scheme, String token) {
    Step.Verdict verdict = outcome(scheme, token);
    assertThat(verdict).isInstanceOf(Step.Proven.class);
    return ((Step.Proven) verdict).credential();
  }

  private static void assertFailed(AuthError error, Scheme<Secret> scheme, OpaqueToken token) {
    assertFailed(error, scheme, token.text().reveal());
  }

  private static void assertFailed(AuthError error, Scheme<Secret> scheme, String token) {
    assertThat(outcome(scheme, token))
        .isInstanceOfSatisfying(
            Step.Failed.class, failed -> assertThat(failed.error()).isEqualTo(error));
  }
}
