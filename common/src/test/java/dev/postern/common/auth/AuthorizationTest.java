package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.CUSTOMERS_OWN;
import static dev.postern.common.auth.TestCalls.SCOPE;
import static dev.postern.common.auth.TestCalls.TOKEN_AND_KEY;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static dev.postern.common.auth.TestCalls.customer;
import static dev.postern.common.auth.TestCalls.key;
import static dev.postern.common.auth.TestCalls.proof;
import static dev.postern.common.auth.TestCalls.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {
  private static final Proof TOKEN = proof(token("a", SCOPE));
  private static final Proof TOKEN_AND_KEY_PROVEN = proof(token("a", SCOPE), key("a"));
  private static final Proof ALL_PROVEN =
      proof(token("a", SCOPE), key("a"), customer("customer-1"));

  @Test
  void allowsClientWithTheScope() {
    Allowed allowed = allowed(authorize(TOKEN, TOKEN_ONLY));

    assertThat(allowed.principal()).isEqualTo(new ClientPrincipal("a", Set.of(SCOPE)));
    assertThat(allowed.customerId()).isEmpty();
    assertThat(allowed.detail()).isEqualTo("jti jti-1");
  }

  /** The presentation has refused a request without the credential: this would be a bug. */
  @Test
  void failsLoudlyIfNothingIsProven() {
    assertThatThrownBy(() -> authorize(Proof.NOTHING, TOKEN_ONLY))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> authorize(proof(key("a"), customer("customer-1")), ALL_THREE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> authorize(TOKEN, CUSTOMERS_OWN))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"profile", "profile:read2", "PROFILE:READ", "profile:write", "profile:any"})
  void rejectsScopeThatIsNotExactlyTheWantedOne(String scope) {
    assertRefused(AuthError.SCOPE_INSUFFICIENT, authorize(proof(token("a", scope)), TOKEN_ONLY));
  }

  @Test
  void rejectsTokenWithoutAnyScope() {
    assertRefused(AuthError.SCOPE_INSUFFICIENT, authorize(proof(token("a")), TOKEN_ONLY));
  }

  @Test
  void threat26KeyOfAnotherClientIsForbiddenEvenWhereNoKeyIsNeeded() {
    Proof proof = proof(token("a", SCOPE), key("b"));

    assertRefused(AuthError.API_KEY_OF_ANOTHER_CLIENT, authorize(proof, TOKEN_AND_KEY));
    assertRefused(AuthError.API_KEY_OF_ANOTHER_CLIENT, authorize(proof, TOKEN_ONLY));
    assertThat(AuthError.API_KEY_OF_ANOTHER_CLIENT.httpStatus()).isEqualTo(403);
  }

  @Test
  void refusalNamesTheClientThatWasProven() {
    assertThat(authorize(proof(token("a")), TOKEN_ONLY))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.who()).contains(new ClientPrincipal("a", Set.of())));
  }

  @Test
  void allowsACustomerOnTheirOwn() {
    Allowed allowed = allowed(authorize(proof(customer("customer-1")), CUSTOMERS_OWN));

    assertThat(allowed.principal()).isEqualTo(new CustomerPrincipal("customer-1"));
    assertThat(allowed.customerId()).contains("customer-1");
    assertThat(allowed.detail()).isEqualTo("jti jti-2");
  }

  @Test
  void allowsForTheCustomerOfTheToken() {
    assertAllowedFor("customer-1", authorize(ALL_PROVEN, ALL_THREE));
  }

  @Test
  void allowsCustomerIdThatIsTheTokensAndRejectsAnother() {
    assertAllowedFor("customer-1", authorize(ALL_PROVEN, "customer-1", ALL_THREE));
    assertRefused(AuthError.CUSTOMER_MISMATCH, authorize(ALL_PROVEN, "customer-2", ALL_THREE));
    assertRefused(AuthError.CUSTOMER_MISMATCH, authorize(ALL_PROVEN, "CUSTOMER-1", ALL_THREE));
  }

  @Test
  void rejectsAnotherCustomersIdEvenIfTheClientMayNameAny() {
    Proof powerful = proof(token("a", SCOPE, "profile:any"), key("a"), customer("customer-1"));

    assertRefused(AuthError.CUSTOMER_MISMATCH, authorize(powerful, "customer-2", ALL_THREE));
  }

  @Test
  void rejectsByDefaultCustomerIdWithoutCustomerToken() {
    assertRefused(
        AuthError.SCOPE_INSUFFICIENT, authorize(TOKEN_AND_KEY_PROVEN, "customer-1", ALL_THREE));
  }

  @Test
  void allowsCustomerIdWithoutCustomerTokenWhenTheScopeIsExplicit() {
    Proof powerful = proof(token("a", SCOPE, "profile:any"), key("a"));
    Requirements noSuchScope =
        TestCalls.ofClient(
            true, Optional.of(new Requirements.OnBehalf(Optional.empty())), WhenStale.DENY);

    assertAllowedFor("customer-1", authorize(powerful, "customer-1", ALL_THREE));
    assertRefused(AuthError.SCOPE_INSUFFICIENT, authorize(powerful, "customer-1", noSuchScope));
  }

  @Test
  void namesNoCustomerWhereTheMethodNeedsNone() {
    assertThat(allowed(authorize(ALL_PROVEN, "customer-2", TOKEN_ONLY)).customerId()).isEmpty();
  }

  private static Decision authorize(Proof proof, Requirements needed) {
    return authorize(proof, new TestCalls().request(), needed);
  }

  private static Decision authorize(Proof proof, String customerId, Requirements needed) {
    return authorize(proof, new TestCalls().customerId(customerId).request(), needed);
  }

  private static Decision authorize(Proof proof, Request request, Requirements needed) {
    return new Authorization().check(request, proof, needed).orElseThrow();
  }

  private static Allowed allowed(Decision decision) {
    assertThat(decision).isInstanceOf(Allowed.class);
    return (Allowed) decision;
  }

  private static void assertAllowedFor(String customerId, Decision decision) {
    assertThat(allowed(decision).customerId()).contains(customerId);
    assertThat(allowed(decision).principal()).isInstanceOf(ClientPrincipal.class);
  }

  private static void assertRefused(AuthError error, Decision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }
}
