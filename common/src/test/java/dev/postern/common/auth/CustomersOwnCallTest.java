package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.CUSTOMERS_OWN;
import static dev.postern.common.auth.TestCalls.NOW;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionCookie;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A customer who calls with nothing but a session's cookie, or with their own token. */
class CustomersOwnCallTest {
  private static final String COOKIE = "genuine";
  private static final String ORIGIN = "https://api.example.com";
  private static final String CSRF_TOKEN = SessionCookie.csrfToken(Secret.of(COOKIE)).reveal();

  private final RevocationState events = TestEvents.fresh();
  private Optional<CustomerSession> known = Optional.of(TestCalls.session("customer-1"));
  private int lookUps;

  @Test
  void cookieAloneLetsItsCustomerIn() {
    Decision decision = decide(cookie(COOKIE).method("GET"));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> {
              assertThat(allowed.customerId()).contains("customer-1");
              assertThat(allowed.principal()).isEqualTo(new CustomerPrincipal("customer-1"));
              assertThat(allowed.proof().credentials())
                  .containsExactly(new ProvenSession(known.orElseThrow(), Secret.of(COOKIE)));
            });
  }

  @Test
  void anotherSchemeIsNotKeptAsAToken() {
    Decision decision = decide(cookie(COOKIE).header("authorization", "Basic x").method("GET"));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> assertThat(allowed.proof().find(ProvenCustomerToken.class)).isEmpty());
  }

  @Test
  void rejectsARequestWithoutCredentials() {
    assertRefused(AuthError.CUSTOMER_TOKEN_MISSING, new TestCalls());
    assertThat(lookUps).isZero();
  }

  @Test
  void threat33CookieThatOpensNothingIsRefused() {
    known = Optional.empty();

    assertRefused(AuthError.SESSION_INVALID, cookie("flipped"));
  }

  @Test
  void threat33LongCookieIsNotLookedUp() {
    assertRefused(AuthError.SESSION_INVALID, cookie("x".repeat(513)));
    assertThat(lookUps).isZero();
  }

  @Test
  void threat33TossedSecondCookieIsMalformed() {
    TestCalls inOneLine =
        new TestCalls().header("cookie", "__Host-postern=a; other=1; __Host-postern=genuine");
    TestCalls inTwoLines =
        new TestCalls().header("cookie", "__Host-postern=a", "__Host-postern=genuine");

    assertRefused(AuthError.SESSION_REPEATED, inOneLine);
    assertRefused(AuthError.SESSION_REPEATED, inTwoLines);
    assertThat(lookUps).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"__host-postern=genuine", "x__Host-postern=genuine", "__Host-postern2=g"})
  void cookieOfAnotherNameIsNone(String line) {
    assertRefused(AuthError.CUSTOMER_TOKEN_MISSING, new TestCalls().header("cookie", line));
  }

  @Test
  void threat33CookieOfARevokedSessionOrCustomerIsRefused() {
    assertThat(decide(cookie(COOKIE).method("GET"))).isInstanceOf(Decision.Allowed.class);
    TestEvents.revoke(events, RevocationKind.FAMILY, "session-1");
    assertRefused(AuthError.SESSION_INVALID, cookie(COOKIE).method("GET"));
  }

  @Test
  void sessionBegunBeforeItsCustomerWasRevokedIsRefusedAndALaterOneIsNot() {
    TestEvents.revoke(events, RevocationKind.SUBJECT, "customer-1", NOW.minusSeconds(61));
    assertThat(decide(cookie(COOKIE).method("GET"))).isInstanceOf(Decision.Allowed.class);
    TestEvents.revoke(events, RevocationKind.SUBJECT, "customer-1", NOW.minusSeconds(60));
    assertRefused(AuthError.SESSION_INVALID, cookie(COOKIE).method("GET"));
  }

  @Test
  void expiredSessionIsRefused() {
    CustomerSession live = known.get();
    known =
        Optional.of(
            new CustomerSession(live.id(), live.customerId(), "web", live.startedAt(), NOW));

    assertRefused(AuthError.SESSION_INVALID, cookie(COOKIE).method("GET"));
  }

  @Test
  void changeNeedsOriginAndToken() {
    TestCalls whole = cookie(COOKIE).header("origin", ORIGIN).header("x-csrf-token", CSRF_TOKEN);

    assertThat(decide(whole)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(whole.header("sec-fetch-site", "same-origin")))
        .isInstanceOf(Decision.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://api.example.com",
        "https://api.example.com.evil.org",
        "https://evil.org",
        "https://api.example.com:444",
        "https://xapi.example.com",
        ""
      })
  void threat33OtherOriginsChangeNothing(String origin) {
    assertRefused(
        AuthError.CSRF_REFUSED,
        cookie(COOKIE).header("origin", origin).header("x-csrf-token", CSRF_TOKEN));
  }

  @Test
  void threat33ChangeWithoutOriginOrWithTwoIsRefused() {
    TestCalls token = cookie(COOKIE).header("x-csrf-token", CSRF_TOKEN);

    assertRefused(AuthError.CSRF_REFUSED, token);
    assertRefused(AuthError.CSRF_REFUSED, token.header("origin", ORIGIN, "https://evil.org"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "", "SAME-ORIGIN"})
  void threat33FetchSiteThatContradictsIsRefused(String site) {
    assertRefused(
        AuthError.CSRF_REFUSED,
        cookie(COOKIE)
            .header("origin", ORIGIN)
            .header("x-csrf-token", CSRF_TOKEN)
            .header("sec-fetch-site", site));
  }

  @Test
  void threat33TokenOfAnotherSessionIsRefused() {
    TestCalls call = cookie(COOKIE).header("origin", ORIGIN);

    assertRefused(AuthError.CSRF_REFUSED, call);
    assertRefused(AuthError.CSRF_REFUSED, call.header("x-csrf-token", ""));
    assertRefused(
        AuthError.CSRF_REFUSED,
        call.header("x-csrf-token", SessionCookie.csrfToken(Secret.of("another")).reveal()));
    assertRefused(AuthError.CSRF_REFUSED, call.header("x-csrf-token", CSRF_TOKEN, CSRF_TOKEN));
  }

  @Test
  void allowsAnotherOriginWhenExplicitlyConfigured() {
    TestCalls call =
        cookie(COOKIE)
            .header("origin", "https://www.example.com")
            .header("sec-fetch-site", "same-site")
            .header("x-csrf-token", CSRF_TOKEN);

    assertRefused(AuthError.CSRF_REFUSED, call);
    assertThat(decide(call, CUSTOMERS_OWN, Set.of("https://www.example.com")))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void threat33CookieIsNoBearer() {
    assertRefused(
        AuthError.CUSTOMER_TOKEN_INVALID,
        new TestCalls().header("authorization", "Bearer " + COOKIE));
    assertRefused(
        AuthError.CUSTOMER_TOKEN_INVALID, new TestCalls().header("customer-auth", "JWT " + COOKIE));
  }

  @Test
  void threat33BadTokenDoesNotFallBackToTheCookie() {
    assertRefused(
        AuthError.CUSTOMER_TOKEN_INVALID,
        cookie(COOKIE).header("customer-auth", "JWT a.b.c").method("GET"));
    assertThat(lookUps).isZero();
  }

  @Test
  void tokenSentTwiceIsMalformed() {
    assertRefused(
        AuthError.CUSTOMER_TOKEN_REPEATED,
        new TestCalls()
            .header("authorization", "Bearer a.b.c")
            .header("customer-auth", "JWT a.b.c"));
  }

  @Test
  void cookieIsNotLookedAtWhereNoCustomerIsAskedFor() {
    Decision decision =
        decide(cookie(COOKIE).header("authorization", "Bearer x.y.z"), TOKEN_ONLY, Set.of());

    assertThat(decision).isInstanceOf(Decision.Refused.class);
    assertThat(lookUps).isZero();
  }

  @Test
  void clientWithACookieOfItsCustomerNeedsNoCsrfToken() {
    Scheme<Secret> token =
        TestSchemes.accessToken(sent -> TestSchemes.proven(TestCalls.token("a", TestCalls.SCOPE)));
    Scheme<Secret> key = TestSchemes.apiKey(sent -> TestSchemes.proven(TestCalls.key("a")));
    TestCalls call =
        cookie(COOKIE).header("authorization", "Bearer x.y.z").header("api-key", "the-key");

    assertThat(
            pipeline(List.of(token, key, sessions()), Set.of())
                .decide(call.request(), ALL_THREE)
                .await()
                .indefinitely())
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> assertThat(allowed.customerId()).contains("customer-1"));
  }

  private static TestCalls cookie(String value) {
    return new TestCalls().header("cookie", "theme=dark; __Host-postern=" + value);
  }

  private void assertRefused(AuthError error, TestCalls call) {
    assertThat(decide(call))
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }

  private Decision decide(TestCalls call) {
    return decide(call, CUSTOMERS_OWN, Set.of());
  }

  private Decision decide(TestCalls call, Requirements required, Set<String> origins) {
    Scheme<Secret> token =
        TestSchemes.accessToken(sent -> Step.failed(AuthError.BEARER_INVALID, "no JWT"));
    Scheme<Secret> customerToken =
        TestSchemes.customerToken(sent -> Step.failed(AuthError.CUSTOMER_TOKEN_INVALID, "no JWT"));
    return pipeline(List.of(token, customerToken, sessions()), origins)
        .decide(call.request(), required)
        .await()
        .indefinitely();
  }

  private Pipeline pipeline(List<Scheme<?>> schemes, Set<String> origins) {
    return TestSchemes.pipeline(
        schemes, TestEvents.revocation(events), origins, (call, decision) -> {});
  }

  private SessionScheme sessions() {
    return new SessionScheme(
        cookie -> {
          lookUps++;
          return Uni.createFrom().item(known);
        },
        InstantSource.fixed(NOW));
  }
}
