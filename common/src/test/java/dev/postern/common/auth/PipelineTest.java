package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.CALL;
import static dev.postern.common.auth.TestCalls.SCOPE;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final ClientPrincipal CLIENT = new ClientPrincipal("a", Set.of(SCOPE));
  private static final Refused REVOKED =
      new Refused(AuthError.BEARER_REVOKED, "jti jti-1", Optional.of(CLIENT), Advice.NONE);
  private static final Requirements ALLOWING =
      TestCalls.ofClient(false, Optional.empty(), WhenStale.ALLOW);

  private final List<String> walked = new ArrayList<>();
  private final List<Decision> written = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final RevocationState events = TestEvents.fresh(nanos);

  private final Scheme<Secret> token = token(TestCalls.token("a", SCOPE));
  private final Scheme<Secret> key =
      TestSchemes.apiKey(sent -> walk("key", new Step.Proven(TestCalls.key("a"))));
  private final Scheme<Secret> customer =
      TestSchemes.customerToken(
          sent -> walk("customer", new Step.Proven(TestCalls.customer("customer-1"))));

  @Test
  void allowsWhenAllIsProvenInTheOrderOfTheSchemes() {
    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, key, customer);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.principal()).isEqualTo(CLIENT);
              assertThat(allowed.customerId()).contains("customer-1");
              assertThat(allowed.proof().credentials())
                  .extracting(ProvenCredential::publicId)
                  .containsExactly("jti jti-1", "api-key key-id", "jti jti-2");
            });
    assertThat(walked).containsExactly("token", "key", "customer");
    assertThat(written).containsExactly(decision);
  }

  @Test
  void verdictsNowAndLaterMakeTheSameDecision() {
    Scheme<Secret> later =
        TestSchemes.apiKey(
            sent ->
                Step.later(
                    Uni.createFrom().item("found"), found -> proven("key", TestCalls.key("a"))));

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, later, customer))
        .isEqualTo(decide(TestCalls.complete(), ALL_THREE, token, key, customer));
    assertThat(walked).containsExactly("token", "key", "customer", "token", "key", "customer");
  }

  @Test
  void failedCredentialEndsTheRequestBeforeAnythingElseIsLookedUp() {
    Scheme<Secret> failing =
        TestSchemes.accessToken(sent -> fail("token", AuthError.BEARER_INVALID));

    Decision decision = decide(TestCalls.complete(), ALL_THREE, failing, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.BEARER_INVALID, "no good"));
    assertThat(walked).containsExactly("token");
    assertThat(written).containsExactly(decision);
  }

  @Test
  void laterFailureNamesThePartyThatWasProvenBefore() {
    Scheme<Secret> failing = TestSchemes.apiKey(sent -> fail("key", AuthError.API_KEY_INVALID));

    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, failing, customer);

    assertThat(decision)
        .isEqualTo(
            new Refused(AuthError.API_KEY_INVALID, "no good", Optional.of(CLIENT), Advice.NONE));
    assertThat(walked).containsExactly("token", "key");
  }

  @Test
  void missingCredentialIsRefusedAndLoggedWithoutVerifyingTheOthers() {
    Decision decision =
        decide(new TestCalls().header("api-key", "k"), ALL_THREE, token, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.BEARER_MISSING, "not presented"));
    assertThat(walked).isEmpty();
    assertThat(written).containsExactly(decision);
  }

  @Test
  void malformedCredentialIsRefusedAndLoggedWithoutVerifyingTheOthers() {
    Decision decision =
        decide(TestCalls.complete().query("api_key"), ALL_THREE, token, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.SECRET_IN_QUERY, "malformed"));
    assertThat(walked).isEmpty();
    assertThat(written).containsExactly(decision);
  }

  @Test
  void outageIsUndecidedAndNamesThePartyThatWasProvenBefore() {
    IOException outage = new IOException("secret address");
    Scheme<Secret> away =
        TestSchemes.apiKey(sent -> new Step.Later(Uni.createFrom().failure(outage)));

    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, away, customer);

    assertThat(decision).isEqualTo(new Undecided(outage, Optional.of(CLIENT)));
    assertThat(walked).containsExactly("token");
    assertThat(written).containsExactly(decision);
  }

  @Test
  void schemeThatThrowsIsUndecidedToo() {
    IllegalStateException bug = new IllegalStateException();
    Scheme<Secret> broken =
        TestSchemes.accessToken(
            sent -> {
              throw bug;
            });

    assertThat(decide(TestCalls.complete(), ALL_THREE, broken, key, customer))
        .isEqualTo(new Undecided(bug));
    assertThat(written).hasSize(1);
  }

  @Test
  void withoutSchemesEveryRequestIsDenied() {
    assertThat(decide(TestCalls.complete(), TOKEN_ONLY))
        .isEqualTo(new Refused(AuthError.BEARER_MISSING, "not presented"));
  }

  @Test
  void schemeThatProvesSomethingElseThanItsRoleDenies() {
    Scheme<Secret> wrong = token(TestCalls.customer("customer-1"));

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, wrong)).isInstanceOf(Undecided.class);
  }

  @Test
  void withoutADecidingCheckEveryRequestIsDenied() {
    Pipeline pipeline =
        new Pipeline(
            List.of(token), List.of(), List.of(), (call, decision) -> written.add(decision));

    assertThat(pipeline.decide(TestCalls.complete().request(), TOKEN_ONLY).await().indefinitely())
        .isInstanceOf(Undecided.class);
  }

  @Test
  void everySubscriptionIsOneDecisionAndOneLine() {
    Uni<Decision> decision = pipeline(token).decide(TestCalls.complete().request(), TOKEN_ONLY);
    assertThat(written).isEmpty();

    decision.await().indefinitely();

    assertThat(written).hasSize(1);
  }

  @Test
  void revokedCredentialIsRefusedAfterAllWereProven() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, key, customer)).isEqualTo(REVOKED);
    assertThat(walked).containsExactly("token", "key", "customer");
    assertThat(written).containsExactly(REVOKED);
  }

  @Test
  void revocationIsReportedBeforeMissingScope() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, token(TestCalls.token("a"))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(AuthError.BEARER_REVOKED));
  }

  @Test
  void failedCredentialIsReportedBeforeRevocation() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");
    Scheme<Secret> failing = TestSchemes.apiKey(sent -> fail("key", AuthError.API_KEY_INVALID));

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, failing, customer))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(AuthError.API_KEY_INVALID));
  }

  @Test
  void threat44WithoutFreshNewsTheMethodsPolicyHolds() {
    goStale();

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, token)).isInstanceOf(Undecided.class);
    assertThat(decide(TestCalls.complete(), ALLOWING, token)).isInstanceOf(Allowed.class);
    assertThat(written).hasSize(2);
  }

  @Test
  void callThatMayGoOnIsNotLoggedAgain() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), ALL_THREE, token, key, customer);
    written.clear();

    assertThat(pipeline().recheck(CALL, allowed, ALL_THREE)).isEmpty();
    assertThat(written).isEmpty();
  }

  @Test
  void endOfACallIsLogged() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), ALL_THREE, token, key, customer);
    written.clear();

    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");

    assertThat(pipeline().recheck(CALL, allowed, ALL_THREE)).contains(REVOKED);
    assertThat(written).containsExactly(REVOKED);
  }

  @Test
  void callGoesOnWithoutFreshNewsOnlyWhereTheMethodSaysSo() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), TOKEN_ONLY, token);

    goStale();

    assertThat(pipeline().recheck(CALL, allowed, ALLOWING)).isEmpty();
    assertThat(pipeline().recheck(CALL, allowed, TOKEN_ONLY))
        .hasValueSatisfying(ended -> assertThat(ended).isInstanceOf(Undecided.class));
  }

  private void goStale() {
    nanos.addAndGet(TestEvents.MAX_STALENESS.toNanos() + 1);
  }

  private Pipeline pipeline(Scheme<?>... schemes) {
    return TestSchemes.pipeline(
        List.of(schemes),
        TestEvents.revocation(events),
        Set.of(),
        (call, decision) -> written.add(decision));
  }

  private Decision decide(TestCalls call, Requirements needed, Scheme<?>... schemes) {
    return pipeline(schemes).decide(call.request(), needed).await().indefinitely();
  }

  private Scheme<Secret> token(ProvenCredential credential) {
    return TestSchemes.accessToken(sent -> walk("token", new Step.Proven(credential)));
  }

  private Step walk(String name, Step.Verdict verdict) {
    walked.add(name);
    return new Step.Now(verdict);
  }

  private Step.Verdict proven(String name, ProvenCredential credential) {
    walked.add(name);
    return new Step.Proven(credential);
  }

  private Step fail(String name, AuthError error) {
    return walk(name, new Step.Failed(error, "no good"));
  }
}
