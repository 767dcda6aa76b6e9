package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.SENT;
import static dev.postern.common.auth.TestEvents.MAX_STALENESS;
import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.customerClaims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import dev.postern.common.jwt.JsonText;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationCheckTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final Request REQUEST = new TestCalls().request();

  /** When the tokens of these tests were issued. */
  private static final Instant ISSUED = NOW.minusSeconds(60);

  private static final Refused TOKEN_REVOKED = refusal(AuthError.BEARER_REVOKED, "jti token-1");
  private static final Refused CUSTOMER_REVOKED =
      refusal(AuthError.CUSTOMER_TOKEN_REVOKED, "jti customer-token-1");
  private static final Refused KEY_REVOKED =
      refusal(AuthError.API_KEY_INVALID, "api-key api-key-1");

  private final AtomicLong nanos = new AtomicLong();
  private final RevocationState events = TestEvents.fresh(nanos);
  private final List<WhenStale> counted = new ArrayList<>();
  private Instant now = NOW;
  private final RevocationCheck revocation =
      new RevocationCheck(events, MAX_STALENESS, () -> now, counted::add);

  private final VerifiedJwt token = verified(accessClaims(), TokenKind.ACCESS);
  private final ApiKey key = new ApiKey("api-key-1", "client-a", Optional.of(NOW.plusSeconds(300)));
  private final VerifiedJwt customerToken =
      verified(customerClaims().string("jti", "customer-token-1"), TokenKind.CUSTOMER);

  private final Proof proof = TestCalls.proof(new ProvenAccessToken(token));
  private final Proof proofWithKey = proof.with(new ProvenApiKey(key));
  private final Proof fullProof = proofWithKey.with(new ProvenCustomerToken(customerToken, SENT));

  @ParameterizedTest
  @EnumSource(WhenStale.class)
  void unrevokedCredentialPassesUncountedWhileTheStateIsFresh(WhenStale policy) {
    TestEvents.revoke(events, RevocationKind.TOKEN, "another");
    nanos.addAndGet(MAX_STALENESS.toNanos());

    assertThat(check(fullProof, policy)).isEmpty();
    assertThat(recheck(fullProof, policy)).isEmpty();
    assertThat(counted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN,token-1",
    "FAMILY,family-1",
    "SUBJECT,client-a",
    "CLIENT,client-a",
    "API_KEY,api-key-1",
    "SIGNING_KEY,key-ES256"
  })
  void threat12EachKindOfRevocationEndsTheAccessToken(RevocationKind kind, String id) {
    TestEvents.revoke(events, kind, id);

    assertThat(check(proof, WhenStale.DENY)).contains(TOKEN_REVOKED);
    assertThat(recheck(proof, WhenStale.DENY)).contains(TOKEN_REVOKED);
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN,customer-token-1",
    "FAMILY,session-1",
    "SUBJECT,customer-1",
    "CLIENT,client-a",
    "SIGNING_KEY,key-ES256"
  })
  void threat12EachKindOfRevocationEndsTheCustomerToken(RevocationKind kind, String id) {
    TestEvents.revoke(events, kind, id);
    Proof onlyTheirs = TestCalls.proof(new ProvenCustomerToken(customerToken, SENT));

    assertThat(check(onlyTheirs, WhenStale.DENY)).contains(CUSTOMER_REVOKED);
    assertThat(recheck(onlyTheirs, WhenStale.DENY)).contains(CUSTOMER_REVOKED);
  }

  @ParameterizedTest
  @EnumSource(RevocationKind.class)
  void revocationOfSomethingElseOfTheSameKindEndsNothing(RevocationKind kind) {
    TestEvents.revoke(events, kind, "another");

    assertThat(check(fullProof, WhenStale.DENY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RevocationKind.class,
      names = {"CLIENT_SECRET", "HMAC_KEY", "UNKNOWN"})
  void eventThatRevocationsNoTokenEndsNone(RevocationKind kind) {
    for (String id : List.of("token-1", "family-1", "client-a", "api-key-1", "key-ES256")) {
      TestEvents.revoke(events, kind, id);
    }

    assertThat(check(fullProof, WhenStale.DENY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RevocationKind.class,
      names = {"SUBJECT", "CLIENT"})
  void threat12CutoffRevokesTokensIssuedInItsSecondOrBefore(RevocationKind kind) {
    TestEvents.revoke(events, kind, "client-a", ISSUED.minusSeconds(1));
    assertThat(check(proof, WhenStale.DENY)).isEmpty();

    TestEvents.revoke(events, kind, "client-a", ISSUED);
    assertThat(check(proof, WhenStale.DENY)).contains(TOKEN_REVOKED);

    TestEvents.revoke(events, kind, "client-a", ISSUED.minusSeconds(10));
    assertThat(check(proof, WhenStale.DENY)).contains(TOKEN_REVOKED);
  }

  @Test
  void threat12RevokedApiKeyIsRefusedItselfWhateverTheCutoff() {
    Proof nothingFromIt =
        TestCalls.proof(
            new ProvenAccessToken(verified(claims(), TokenKind.ACCESS)), new ProvenApiKey(key));

    TestEvents.revoke(events, RevocationKind.API_KEY, "api-key-1", Instant.EPOCH);

    assertThat(check(nothingFromIt, WhenStale.DENY)).contains(KEY_REVOKED);
    assertThat(recheck(nothingFromIt, WhenStale.DENY)).contains(KEY_REVOKED);
  }

  @Test
  void threat12RefusesTheAccessTokenFirstThenTheKeyThenTheCustomerToken() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "customer-token-1");
    assertThat(check(fullProof, WhenStale.DENY)).contains(CUSTOMER_REVOKED);

    TestEvents.revoke(events, RevocationKind.API_KEY, "api-key-1", Instant.EPOCH);
    assertThat(check(fullProof, WhenStale.DENY)).contains(KEY_REVOKED);

    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");
    assertThat(check(fullProof, WhenStale.DENY)).contains(TOKEN_REVOKED);
  }

  @ParameterizedTest
  @EnumSource(WhenStale.class)
  void threat44KnownRevocationIsRefusedHoweverStaleTheStateIs(WhenStale policy) {
    TestEvents.revoke(events, RevocationKind.TOKEN, "token-1");
    goStale();

    assertThat(check(proof, policy)).contains(TOKEN_REVOKED);
    assertThat(recheck(proof, policy)).contains(TOKEN_REVOKED);
    assertThat(counted).isEmpty();
  }

  @Test
  void threat44DeniesByDefaultWithoutFreshNews() {
    nanos.addAndGet(MAX_STALENESS.toNanos());
    assertThat(check(fullProof, WhenStale.DENY)).isEmpty();

    nanos.addAndGet(1);

    assertThat(check(fullProof, WhenStale.DENY)).hasValueSatisfying(this::isStale);
    assertThat(recheck(fullProof, WhenStale.DENY)).hasValueSatisfying(this::isStale);
    assertThat(counted).containsExactly(WhenStale.DENY, WhenStale.DENY);
  }

  @Test
  void threat44AllowsAndCountsWithoutFreshNewsWhereTheMethodSaysSo() {
    goStale();

    assertThat(check(fullProof, WhenStale.ALLOW)).isEmpty();
    assertThat(recheck(fullProof, WhenStale.ALLOW)).isEmpty();
    assertThat(counted).containsExactly(WhenStale.ALLOW, WhenStale.ALLOW);
  }

  @Test
  void threat44FreshNewsEndTheOutage() {
    goStale();

    events.heartbeat(events.seq());

    assertThat(check(fullProof, WhenStale.DENY)).isEmpty();
    assertThat(counted).isEmpty();
  }

  /** Without any news there are no last ones to go by. */
  @ParameterizedTest
  @EnumSource(WhenStale.class)
  void threat47EveryCallIsDeniedBeforeTheFirstSnapshotWhateverThePolicy(WhenStale policy) {
    RevocationState knowsNothing = new RevocationState(() -> now, nanos::get);
    RevocationCheck early =
        new RevocationCheck(knowsNothing, MAX_STALENESS, () -> now, counted::add);

    assertThat(early.check(REQUEST, fullProof, needs(policy))).hasValueSatisfying(this::isStale);
    assertThat(counted).containsExactly(WhenStale.DENY);
  }

  @Test
  void recheckEndsACallWhenItsAccessTokenExpires() {
    now = token.expiresAt().minusNanos(1);
    assertThat(recheck(proof, WhenStale.DENY)).isEmpty();

    now = token.expiresAt();

    assertThat(recheck(proof, WhenStale.DENY))
        .contains(refusal(AuthError.BEARER_EXPIRED, "jti token-1"));
    assertThat(check(proof, WhenStale.DENY)).isEmpty();
  }

  @Test
  void recheckEndsACallWhenItsCustomerTokenExpires() {
    VerifiedJwt shorter = verified(expiringIn(10, customerClaims()), TokenKind.CUSTOMER);
    Proof theirs = proofWithKey.with(new ProvenCustomerToken(shorter, SENT));
    now = NOW.plusSeconds(10).minusNanos(1);
    assertThat(recheck(theirs, WhenStale.DENY)).isEmpty();

    now = NOW.plusSeconds(10);

    assertThat(recheck(theirs, WhenStale.DENY))
        .contains(refusal(AuthError.CUSTOMER_TOKEN_EXPIRED, "jti token-1"));
  }

  @Test
  void recheckEndsACallWhenItsApiKeyExpires() {
    now = NOW.plusSeconds(300).minusNanos(1);
    assertThat(recheck(fullProof, WhenStale.DENY)).isEmpty();

    now = NOW.plusSeconds(300);

    assertThat(recheck(fullProof, WhenStale.DENY))
        .contains(refusal(AuthError.API_KEY_INVALID, "api-key api-key-1"));
  }

  @Test
  void recheckNamesTheAccessTokenFirstOfAllThatHaveExpired() {
    Proof allExpire =
        fullProof.with(
            new ProvenApiKey(
                new ApiKey("api-key-1", "client-a", Optional.of(NOW.plusSeconds(600)))));
    now = NOW.plusSeconds(600);
    goStale();

    assertThat(recheck(allExpire, WhenStale.ALLOW))
        .contains(refusal(AuthError.BEARER_EXPIRED, "jti token-1"));
    assertThat(counted).isEmpty();
  }

  private Optional<Decision> check(Proof proof, WhenStale policy) {
    return revocation.check(REQUEST, proof, needs(policy)).map(RevocationCheckTest::withoutParty);
  }

  private Optional<Decision> recheck(Proof proof, WhenStale policy) {
    return revocation.recheck(proof, needs(policy)).map(RevocationCheckTest::withoutParty);
  }

  private static Requirements needs(WhenStale policy) {
    return TestCalls.ofClient(false, Optional.empty(), policy);
  }

  private static Refused refusal(AuthError error, String detail) {
    return new Refused(error, detail);
  }

  /** Tests of the pipeline say who is named. */
  private static Decision withoutParty(Decision decision) {
    return decision instanceof Refused refused
        ? new Refused(refused.error(), refused.detail())
        : decision;
  }

  private void goStale() {
    nanos.addAndGet(MAX_STALENESS.toNanos() + 1);
  }

  private void isStale(Decision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Undecided.class,
            undecided ->
                assertThat(undecided.cause()).hasMessage("the known revocations are stale"));
  }

  /** Of a refresh family, and exchanged for an API key: with all six keys that can revoke it. */
  private static JsonText accessClaims() {
    return claims().string("sid", "family-1").string("parent", "api-key-1");
  }

  private static JsonText expiringIn(long seconds, JsonText claims) {
    return claims.raw("exp", String.valueOf(NOW.getEpochSecond() + seconds));
  }

  private static VerifiedJwt verified(JsonText claims, TokenKind kind) {
    JwtVerifier verifier = new JwtVerifier(TestIssuer.ISSUER, ISSUER.keySource(), () -> NOW, 10);
    Verification answer = verifier.verify(ISSUER.token(claims), kind).await().indefinitely();
    assertThat(answer).isInstanceOf(Verification.Valid.class);
    return ((Verification.Valid) answer).token();
  }
}
