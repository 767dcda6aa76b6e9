package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.TOKEN_AND_KEY;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentationTest {

  private static final List<Scheme<?>> SCHEMES =
      List.of(
          TestSchemes.accessToken(token -> TestSchemes.proven(TestCalls.token("a"))),
          TestSchemes.apiKey(key -> TestSchemes.proven(TestCalls.key("a"))),
          TestSchemes.customerToken(token -> TestSchemes.proven(TestCalls.customer("c"))));

  @Test
  void findsAllThreeCredentialsInTheOrderOfTheSchemes() {
    assertThat(presented(TestCalls.complete(), ALL_THREE).values())
        .containsExactly(
            Secret.of("access.token"), Secret.of("the-key"), Secret.of("customer.token"));
  }

  @Test
  void findsCustomerInTheBody() {
    TestCalls client = bearer().header("api-key", "k");

    assertThat(presented(client.customerAuth("a.b.c"), ALL_THREE).get(CredentialRole.CUSTOMER))
        .isEqualTo(Secret.of("a.b.c"));
    assertThat(presented(bearer().header("api-key", "k").customerId("c-1"), ALL_THREE))
        .doesNotContainKey(CredentialRole.CUSTOMER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER abc", "bEaReR    abc"})
  void schemeMayBeInAnyCaseAndFollowedBySpaces(String line) {
    assertThat(presented(new TestCalls().header("authorization", line), TOKEN_ONLY))
        .containsEntry(CredentialRole.CLIENT, Secret.of("abc"));
  }

  @Test
  void readsEveryCharacterOfAToken68() {
    TestCalls call = new TestCalls().header("authorization", "Bearer aZ0-._~+/==");

    assertThat(presented(call, TOKEN_ONLY))
        .containsEntry(CredentialRole.CLIENT, Secret.of("aZ0-._~+/=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        " Bearer abc",
        "Bearer abc ",
        "Bearer abc def",
        "Bearer abc, Bearer def",
        "Bearer abc,def",
        "Bearer =abc",
        "Bearer a=b",
        "Bearer\tabc",
        "Bearer a\u00e9",
        "Bearer \"abc\"",
        "Bearerabc",
        "abc.def.ghi"
      })
  void rejectsMalformedAuthorization(String line) {
    assertMalformed(
        new TestCalls().header("authorization", line), AuthError.AUTHORIZATION_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Digest username=x", "JWT abc", "Negotiate abc"})
  void anotherSchemeIsNoAccessToken(String line) {
    assertMissing(
        new TestCalls().header("authorization", line), TOKEN_ONLY, AuthError.BEARER_MISSING);
  }

  @Test
  void rejectsTwoAuthorizationHeadersEvenIfEqualOrOfAnotherScheme() {
    assertMalformed(
        new TestCalls().header("authorization", "Bearer a", "Bearer a"),
        AuthError.AUTHORIZATION_REPEATED);
    assertMalformed(
        new TestCalls().header("authorization", "Basic a", "Bearer a"),
        AuthError.AUTHORIZATION_REPEATED);
  }

  @Test
  void threat26TwoApiKeysAreRefused() {
    assertMalformed(bearer().header("api-key", "k", "k"), AuthError.API_KEY_REPEATED);
    assertThat(AuthError.API_KEY_REPEATED.httpStatus()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token",
        "api-key",
        "api_key",
        "apikey",
        "client_secret",
        "customer-auth",
        "customer_auth",
        "password",
        "refresh_token"
      })
  void threat26CredentialInTheQueryIsRefusedEvenBesideGoodHeaders(String name) {
    assertMalformed(TestCalls.complete().query("page", name), AuthError.SECRET_IN_QUERY);
    assertThat(AuthError.SECRET_IN_QUERY.httpStatus()).isEqualTo(400);
  }

  @Test
  void otherQueryNamesAreNoMatter() {
    presented(bearer().query("page", "key", "token_type"), TOKEN_ONLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\tb", "a\nb", "a\u0000", "a\u007f", "k\u00e9y"})
  void rejectsMalformedApiKeyEvenWhereNoneIsAskedFor(String key) {
    assertMalformed(bearer().header("api-key", key), AuthError.API_KEY_MALFORMED);
  }

  @Test
  void apiKeyMayHave256CharactersAndNoMore() {
    presented(bearer().header("api-key", "k".repeat(256)), TOKEN_AND_KEY);
    assertMalformed(bearer().header("api-key", "k".repeat(257)), AuthError.API_KEY_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "JWT", "JWT ", "a.b.c", "Bearer a.b.c", "JWT a b", "JWT a, JWT b"})
  void rejectsMalformedCustomerTokenEvenWhereNoneIsAskedFor(String line) {
    assertMalformed(bearer().header("customer-auth", line), AuthError.CUSTOMER_TOKEN_MALFORMED);
  }

  @Test
  void rejectsEmptyCustomerTokenInTheBody() {
    assertMalformed(bearer().customerAuth(""), AuthError.CUSTOMER_TOKEN_MALFORMED);
  }

  @Test
  void rejectsTwoCustomerTokensWhereverTheyStand() {
    assertMalformed(
        bearer().header("customer-auth", "JWT a", "JWT a"), AuthError.CUSTOMER_TOKEN_REPEATED);
    assertMalformed(
        bearer().header("customer-auth", "JWT a").customerAuth("a"),
        AuthError.CUSTOMER_TOKEN_REPEATED);
  }

  @Test
  void rejectsMalformedBody() {
    assertMalformed(
        TestCalls.complete().body(Request.Body.unreadable(AuthError.REQUEST_INVALID)),
        AuthError.REQUEST_INVALID);
  }

  @Test
  void customerIdMayHave128CharactersAndNoMoreNorNone() {
    presented(bearer().customerId("c".repeat(128)), TOKEN_ONLY);
    assertMalformed(bearer().customerId("c".repeat(129)), AuthError.REQUEST_INVALID);
    assertMalformed(bearer().customerId(""), AuthError.REQUEST_INVALID);
  }

  @Test
  void reportsTheFirstMissingCredentialInTheOrderOfProof() {
    assertMissing(new TestCalls(), ALL_THREE, AuthError.BEARER_MISSING);
    assertMissing(bearer(), ALL_THREE, AuthError.API_KEY_MISSING);
    assertMissing(bearer().header("api-key", "k"), ALL_THREE, AuthError.CUSTOMER_TOKEN_MISSING);
    assertMissing(
        TestCalls.complete().header("authorization"), ALL_THREE, AuthError.BEARER_MISSING);
  }

  @Test
  void asksForNoMoreThanTheMethodNeeds() {
    assertThat(presented(bearer(), TOKEN_ONLY)).containsOnlyKeys(CredentialRole.CLIENT);
  }

  @Test
  void malformedOutweighsMissing() {
    assertMalformed(new TestCalls().header("api-key", "a", "b"), AuthError.API_KEY_REPEATED);
    assertMalformed(
        new TestCalls().header("customer-auth", "JWT"), AuthError.CUSTOMER_TOKEN_MALFORMED);
  }

  @Test
  void presentationHidesItsCredentials() {
    assertThat(read(TestCalls.complete(), ALL_THREE).toString())
        .doesNotContain("access.token", "the-key", "customer.token");
  }

  private static TestCalls bearer() {
    return new TestCalls().header("authorization", "Bearer abc");
  }

  private static Presentation read(TestCalls call, Requirements needed) {
    return Presentation.read(SCHEMES, call.request(), needed);
  }

  private static Map<CredentialRole, Object> presented(TestCalls call, Requirements needed) {
    Presentation presentation = read(call, needed);
    assertThat(presentation).isInstanceOf(Presentation.Complete.class);
    Map<CredentialRole, Object> found = new LinkedHashMap<>();
    for (Presentation.Located<?> one : ((Presentation.Complete) presentation).credentials()) {
      found.put(one.scheme().role(), one.credential());
    }
    return found;
  }

  /** Malformed, whatever the method needs. */
  private static void assertMalformed(TestCalls call, AuthError error) {
    for (Requirements needed : new Requirements[] {TOKEN_ONLY, TOKEN_AND_KEY, ALL_THREE}) {
      assertThat(read(call, needed)).isEqualTo(new Presentation.Unusable(error, "malformed"));
    }
  }

  private static void assertMissing(TestCalls call, Requirements needed, AuthError error) {
    assertThat(read(call, needed)).isEqualTo(new Presentation.Unusable(error, "not presented"));
  }
}
