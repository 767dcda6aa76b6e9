package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.customerClaims;
import static dev.postern.common.jwt.TestIssuer.header;
import static dev.postern.common.jwt.TestIssuer.kid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private final MapKeySource keys = ISSUER.keySource();
  private Instant now = NOW;
  private final JwtVerifier verifier = new JwtVerifier(TestIssuer.ISSUER, keys, () -> now, 100);

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void acceptsTokenOfEachAlgorithm(SigningAlgorithm algorithm) {
    VerifiedJwt token = valid(ISSUER.token(algorithm, claims()), TokenKind.ACCESS);

    assertThat(token.kid()).isEqualTo(kid(algorithm));
    assertThat(token.kind()).isEqualTo(TokenKind.ACCESS);
    assertThat(token.subject()).isEqualTo("client-a");
    assertThat(token.clientId()).isEqualTo("client-a");
    assertThat(token.tokenId()).isEqualTo("token-1");
    assertThat(token.issuedAt()).isEqualTo(NOW.minusSeconds(60));
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(600));
    assertThat(token.scopes()).containsExactlyInAnyOrder("profile:read", "customers:trace");
    assertThat(token.channel()).isEmpty();
    assertThat(token.sessionId()).isEmpty();
  }

  @Test
  void acceptsCustomerTokenWithItsChannelAndSession() {
    VerifiedJwt token = valid(ISSUER.token(customerClaims()), TokenKind.CUSTOMER);

    assertThat(token.kind()).isEqualTo(TokenKind.CUSTOMER);
    assertThat(token.subject()).isEqualTo("customer-1");
    assertThat(token.channel()).contains("web");
    assertThat(token.sessionId()).contains("session-1");
  }

  @Test
  void readsOptionalSessionIdAndParentOfAccessToken() {
    VerifiedJwt token =
        valid(
            ISSUER.token(claims().string("sid", "family-1").string("parent", "api-key-1")),
            TokenKind.ACCESS);
    VerifiedJwt neither = valid(ISSUER.token(claims()), TokenKind.ACCESS);

    assertThat(token.sessionId()).contains("family-1");
    assertThat(token.parent()).contains("api-key-1");
    assertThat(neither.sessionId()).isEmpty();
    assertThat(neither.parent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sid", "parent"})
  void rejectsSessionIdOrParentOfWrongTypeOrLength(String claim) {
    valid(ISSUER.token(claims().string(claim, "x".repeat(256))), TokenKind.ACCESS);

    for (String wrong : List.of("1", "null", "true", "[\"a\"]", "{}", "\"\"", tooLong())) {
      assertThat(verify(ISSUER.token(claims().raw(claim, wrong)), TokenKind.ACCESS))
          .isEqualTo(new Verification.Invalid(claim + " is missing, not a string, or too long"));
    }
  }

  @Test
  void listsEveryRevocationKeyOfAToken() {
    String full =
        ISSUER.token(
            claims()
                .string("sub", "subject-1")
                .string("sid", "family-1")
                .string("parent", "api-key-1"));

    assertThat(valid(full, TokenKind.ACCESS).revocationKeys())
        .containsExactlyInAnyOrder(
            RevocationKey.of(RevocationKind.TOKEN, "token-1"),
            RevocationKey.of(RevocationKind.FAMILY, "family-1"),
            RevocationKey.of(RevocationKind.SUBJECT, "subject-1"),
            RevocationKey.of(RevocationKind.CLIENT, "client-a"),
            RevocationKey.of(RevocationKind.API_KEY, "api-key-1"),
            RevocationKey.of(RevocationKind.SIGNING_KEY, kid(ES256)));
    assertThat(valid(ISSUER.token(claims()), TokenKind.ACCESS).revocationKeys())
        .containsExactlyInAnyOrder(
            RevocationKey.of(RevocationKind.TOKEN, "token-1"),
            RevocationKey.of(RevocationKind.SUBJECT, "client-a"),
            RevocationKey.of(RevocationKind.CLIENT, "client-a"),
            RevocationKey.of(RevocationKind.SIGNING_KEY, kid(ES256)));
    assertThat(valid(ISSUER.token(customerClaims()), TokenKind.CUSTOMER).revocationKeys())
        .contains(RevocationKey.of(RevocationKind.FAMILY, "session-1"));
  }

  @Test
  void acceptsTypInAnyCase() {
    valid(ISSUER.tokenWithHeader(header(ES256).string("typ", "AT+JWT")), TokenKind.ACCESS);
  }

  @Test
  void readsMissingScopeAsEmptyAndRemovesDuplicates() {
    assertThat(valid(ISSUER.token(claims().without("scope")), TokenKind.ACCESS).scopes()).isEmpty();
    assertThat(valid(ISSUER.token(claims().string("scope", "a a")), TokenKind.ACCESS).scopes())
        .isEqualTo(Set.of("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\" a\"",
        "\"a  b\"",
        "\"a\\tb\"",
        "\"\\u00e9\"",
        "\"a\\\"\"",
        "[\"a\"]",
        "null"
      })
  void rejectsMalformedScope(String scope) {
    assertThat(verify(ISSUER.token(claims().raw("scope", scope)), TokenKind.ACCESS))
        .isInstanceOf(Verification.Invalid.class);
  }

  @Test
  void rejectsCachedTokenAfterItExpires() {
    String token = ISSUER.token(claims());
    VerifiedJwt verified = valid(token, TokenKind.ACCESS);

    now = verified.expiresAt().minusNanos(1);
    valid(token, TokenKind.ACCESS);
    now = verified.expiresAt();
    assertThat(verify(token, TokenKind.ACCESS)).isEqualTo(new Verification.Expired(verified));
  }

  @Test
  void rejectsCachedTokenWhenItsKeyIsWithdrawn() {
    String token = ISSUER.token(claims());
    valid(token, TokenKind.ACCESS);

    keys.withdraw(kid(ES256));

    assertThat(verify(token, TokenKind.ACCESS))
        .isEqualTo(new Verification.Invalid("the signing key is no longer published"));
  }

  @Test
  void acceptsTokenOnceItsKeyIsPublished() {
    String token = ISSUER.token(claims());
    keys.withdraw(kid(ES256));
    assertThat(verify(token, TokenKind.ACCESS)).isEqualTo(new Verification.Invalid("unknown kid"));

    keys.publish(new VerificationKey(kid(ES256), ES256, ISSUER.publicKey(ES256)));

    valid(token, TokenKind.ACCESS);
  }

  @Test
  void doesNotCacheTheRefusalOfATokenFromTheFuture() {
    String token = ISSUER.token(claims().raw("iat", String.valueOf(NOW.getEpochSecond() + 6)));
    assertThat(verify(token, TokenKind.ACCESS)).isInstanceOf(Verification.Invalid.class);

    now = NOW.plusSeconds(1);

    valid(token, TokenKind.ACCESS);
  }

  @Test
  void failsIfKeysWereNeverLoaded() {
    JwtVerifier early = new JwtVerifier(TestIssuer.ISSUER, new MapKeySource(), () -> now, 100);

    assertThatThrownBy(
            () -> early.verify(ISSUER.token(claims()), TokenKind.ACCESS).await().indefinitely())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void toStringOmitsTheToken() {
    String token = ISSUER.token(claims());

    assertThat(UnverifiedJwt.parse(token, JwtForm.ACCESS_TOKEN).orElseThrow())
        .hasToString("UnverifiedJwt[kid=key-ES256]");
  }

  private static String tooLong() {
    return '"' + "x".repeat(257) + '"';
  }

  private Verification verify(String token, TokenKind wanted) {
    return verifier.verify(token, wanted).await().indefinitely();
  }

  private VerifiedJwt valid(String token, TokenKind wanted) {
    Verification answer = verify(token, wanted);
    assertThat(answer).isInstanceOf(Verification.Valid.class);
    return ((Verification.Valid) answer).token();
  }
}
