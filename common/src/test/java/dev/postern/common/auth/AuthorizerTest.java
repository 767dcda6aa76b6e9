package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.SCOPE;
import static dev.postern.common.auth.TestCalls.SENT;
import static dev.postern.common.auth.TestCalls.TOKEN_AND_KEY;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static dev.postern.common.auth.TestCalls.accessToken;
import static dev.postern.common.auth.TestCalls.apiKey;
import static dev.postern.common.auth.TestCalls.customerToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.secret.Secret;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerTest {
  private static final Proof TOKEN = Proof.NOTHING.withAccessToken(accessToken("a", SCOPE));
  private static final Proof TOKEN_AND_KEY_PROVEN = TOKEN.withApiKey(apiKey("a"));
  private static final Proof ALL_PROVEN =
      TOKEN_AND_KEY_PROVEN.withCustomerToken(customerToken("customer-1"), SENT);

  @Test
  void allowsClientWithTheScope() {
    assertThat(caller(authorize(TOKEN, TOKEN_ONLY)))
        .isEqualTo(new Caller("a", "jti-1", Set.of(SCOPE), Optional.empty()));
  }

  @Test
  void rejectsWhenNoAccessTokenWasProvenWhateverElseWas() {
    Proof others =
        Proof.NOTHING.withApiKey(apiKey("a")).withCustomerToken(customerToken("customer-1"), SENT);

    assertRefused(AuthError.BEARER_MISSING, authorize(Proof.NOTHING, TOKEN_ONLY));
    assertRefused(AuthError.BEARER_MISSING, authorize(others, ALL_THREE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"profile", "profile:read2", "PROFILE:READ", "profile:write", "profile:any"})
  void rejectsScopeThatIsNotExactlyTheWantedOne(String scope) {
    Proof proof = Proof.NOTHING.withAccessToken(accessToken("a", scope));

    assertRefused(AuthError.SCOPE_INSUFFICIENT, authorize(proof, TOKEN_ONLY));
  }

  @Test
  void rejectsTokenWithoutAnyScope() {
    assertRefused(
        AuthError.SCOPE_INSUFFICIENT,
        authorize(Proof.NOTHING.withAccessToken(accessToken("a")), TOKEN_ONLY));
  }

  @Test
  void threat26KeyOfAnotherClientIsForbiddenEvenWhereNoKeyIsAskedFor() {
    Proof proof = TOKEN.withApiKey(apiKey("b"));

    assertRefused(AuthError.API_KEY_OF_ANOTHER_CLIENT, authorize(proof, TOKEN_AND_KEY));
    assertRefused(AuthError.API_KEY_OF_ANOTHER_CLIENT, authorize(proof, TOKEN_ONLY));
    assertThat(AuthError.API_KEY_OF_ANOTHER_CLIENT.httpStatus()).isEqualTo(403);
  }

  @Test
  void rejectsWhenTheKeyWasNotProven() {
    assertThat(authorize(TOKEN_AND_KEY_PROVEN, TOKEN_AND_KEY)).isInstanceOf(Allowed.class);
    assertRefused(AuthError.API_KEY_MISSING, authorize(TOKEN, TOKEN_AND_KEY));
  }

  @Test
  void allowsForTheCustomerOfTheToken() {
    assertThat(caller(authorize(ALL_PROVEN, ALL_THREE))).isEqualTo(allowedFor("customer-1", SCOPE));
  }

  @Test
  void allowsCustomerIdThatIsTheTokensAndRejectsAnother() {
    assertThat(caller(authorize(ALL_PROVEN, naming("customer-1"), ALL_THREE)))
        .isEqualTo(allowedFor("customer-1", SCOPE));
    assertRefused(
        AuthError.CUSTOMER_MISMATCH, authorize(ALL_PROVEN, naming("customer-2"), ALL_THREE));
    assertRefused(
        AuthError.CUSTOMER_MISMATCH, authorize(ALL_PROVEN, naming("CUSTOMER-1"), ALL_THREE));
  }

  @Test
  void rejectsAnotherCustomersIdEvenFromOneWhoMayNameAny() {
    Proof powerful = ALL_PROVEN.withAccessToken(accessToken("a", SCOPE, "profile:any"));

    assertRefused(
        AuthError.CUSTOMER_MISMATCH, authorize(powerful, naming("customer-2"), ALL_THREE));
  }

  @Test
  void rejectsByDefaultCustomerIdWithoutCustomerToken() {
    assertRefused(
        AuthError.SCOPE_INSUFFICIENT,
        authorize(TOKEN_AND_KEY_PROVEN, naming("customer-1"), ALL_THREE));
  }

  @Test
  void allowsCustomerIdWithoutCustomerTokenWhenTheScopeIsExplicit() {
    Proof powerful = TOKEN_AND_KEY_PROVEN.withAccessToken(accessToken("a", SCOPE, "profile:any"));
    Requirements noSuchScope =
        new Requirements(Set.of(CredentialKind.values()), SCOPE, Optional.empty(), WhenStale.DENY);

    assertThat(caller(authorize(powerful, naming("customer-1"), ALL_THREE)))
        .isEqualTo(allowedFor("customer-1", SCOPE, "profile:any"));
    assertRefused(
        AuthError.SCOPE_INSUFFICIENT, authorize(powerful, naming("customer-1"), noSuchScope));
  }

  @Test
  void rejectsWhenNeitherCustomerTokenNorCustomerIdIsThere() {
    Proof powerful = TOKEN_AND_KEY_PROVEN.withAccessToken(accessToken("a", SCOPE, "profile:any"));

    assertRefused(AuthError.CUSTOMER_TOKEN_MISSING, authorize(powerful, ALL_THREE));
  }

  @Test
  void namesNoCustomerWhereTheMethodAsksForNone() {
    assertThat(caller(authorize(ALL_PROVEN, naming("customer-2"), TOKEN_ONLY)))
        .isEqualTo(new Caller("a", "jti-1", Set.of(SCOPE), Optional.empty()));
  }

  private static Decision authorize(Proof proof, Requirements required) {
    return authorize(proof, Optional.empty(), required);
  }

  private static Decision authorize(
      Proof proof, Optional<String> customerId, Requirements required) {
    Credentials presented =
        new Credentials(
            Optional.of(Secret.of("t")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            customerId);
    return Authorizer.authorize(proof, presented, required);
  }

  private static Optional<String> naming(String customerId) {
    return Optional.of(customerId);
  }

  private static Caller caller(Decision decision) {
    return ((Allowed) decision).caller();
  }

  private static Caller allowedFor(String customerId, String... scopes) {
    return new Caller("a", "jti-1", Set.of(scopes), Optional.of(customerId));
  }

  private static void assertRefused(AuthError error, Decision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }
}
