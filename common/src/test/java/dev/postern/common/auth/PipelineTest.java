package dev.postern.common.auth;

import static dev.postern.common.auth.TestCalls.ALL_THREE;
import static dev.postern.common.auth.TestCalls.CALL;
import static dev.postern.common.auth.TestCalls.SCOPE;
import static dev.postern.common.auth.TestCalls.SENT;
import static dev.postern.common.auth.TestCalls.TOKEN_ONLY;
import static dev.postern.common.auth.TestCalls.accessToken;
import static dev.postern.common.auth.TestCalls.apiKey;
import static dev.postern.common.auth.TestCalls.customerToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.auth.CredentialVerifier.Outcome;
import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final Refused REVOKED = new Refused(AuthError.BEARER_REVOKED, "id jti-1");

  private final List<String> walked = new ArrayList<>();
  private final List<AuditEvent> written = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final RevocationState events = TestEvents.fresh(nanos);

  private final CredentialVerifier token =
      verifier("token", proof -> proof.withAccessToken(accessToken("a", SCOPE)));
  private final CredentialVerifier key = verifier("key", proof -> proof.withApiKey(apiKey("a")));
  private final CredentialVerifier customer =
      verifier("customer", proof -> proof.withCustomerToken(customerToken("customer-1"), SENT));

  @Test
  void allowsWhenAllIsProvenInTheOrderOfTheVerifiers() {
    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, key, customer);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> assertThat(allowed.caller().customerId()).contains("customer-1"));
    assertThat(walked).containsExactly("token", "key", "customer");
    assertThat(written)
        .containsExactly(AuditEvent.allowed(CALL, "jti jti-1", "a", Optional.of("customer-1")));
  }

  @Test
  void eachVerifierSeesWhatWasProvenBefore() {
    List<Proof> seen = new ArrayList<>();
    CredentialVerifier watching =
        (credentials, soFar) -> {
          seen.add(soFar);
          return CredentialVerifier.proven(soFar);
        };

    decide(TestCalls.complete(), ALL_THREE, watching, token, watching, key, watching);

    assertThat(seen).hasSize(3);
    assertThat(seen.get(0)).isEqualTo(Proof.NOTHING);
    assertThat(seen.get(1).accessToken()).isPresent();
    assertThat(seen.get(1).apiKey()).isEmpty();
    assertThat(seen.get(2).apiKey()).isPresent();
  }

  @Test
  void refusedCredentialStopsTheWalkSoNothingIsLookedUp() {
    CredentialVerifier refusing = refusing("token", AuthError.BEARER_INVALID);

    Decision decision = decide(TestCalls.complete(), ALL_THREE, refusing, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.BEARER_INVALID, "no good"));
    assertThat(walked).containsExactly("token");
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.BEARER_INVALID, "no good"));
  }

  @Test
  void refusedCredentialInTheMiddleStopsTheWalkToo() {
    CredentialVerifier refusing = refusing("key", AuthError.API_KEY_INVALID);

    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, refusing, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.API_KEY_INVALID, "no good"));
    assertThat(walked).containsExactly("token", "key");
  }

  @Test
  void missingCredentialCausesNoWalkAndIsWrittenDown() {
    Decision decision =
        decide(new TestCalls().header("api-key", "k"), ALL_THREE, token, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.BEARER_MISSING, "not presented"));
    assertThat(walked).isEmpty();
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.BEARER_MISSING, "not presented"));
  }

  @Test
  void malformedCredentialCausesNoWalkAndIsWrittenDown() {
    Decision decision =
        decide(TestCalls.complete().query("api_key"), ALL_THREE, token, key, customer);

    assertThat(decision).isEqualTo(new Refused(AuthError.SECRET_IN_QUERY, "malformed"));
    assertThat(walked).isEmpty();
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.SECRET_IN_QUERY, "malformed"));
  }

  @Test
  void outageIsUndecidedAndWrittenDownAsSuch() {
    IOException outage = new IOException("secret address");
    CredentialVerifier away = (credentials, soFar) -> Uni.createFrom().failure(outage);

    Decision decision = decide(TestCalls.complete(), ALL_THREE, token, away, customer);

    assertThat(decision).isEqualTo(new Undecided(outage));
    assertThat(walked).containsExactly("token");
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.DEPENDENCY_UNAVAILABLE, "IOException"));
    assertThat(written.get(0).outcome()).isEqualTo(AuditEvent.Outcome.UNDECIDED);
  }

  @Test
  void verifierThatThrowsIsUndecidedToo() {
    IllegalStateException bug = new IllegalStateException();
    CredentialVerifier broken =
        (credentials, soFar) -> {
          throw bug;
        };

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, broken))
        .isEqualTo(new Undecided(bug));
    assertThat(decide(TestCalls.complete(), ALL_THREE, broken, token))
        .isEqualTo(new Undecided(bug));
    assertThat(written).hasSize(2);
  }

  @Test
  void withoutVerifiersNobodyIsLetIn() {
    assertThat(decide(TestCalls.complete(), TOKEN_ONLY))
        .isEqualTo(new Refused(AuthError.BEARER_MISSING, "nothing proven"));
  }

  @Test
  void verifierThatProvesNothingLetsNobodyIn() {
    CredentialVerifier idle = (credentials, soFar) -> CredentialVerifier.proven(soFar);

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, idle, idle)).isInstanceOf(Refused.class);
  }

  @Test
  void everySubscriptionIsOneDecisionAndOneLine() {
    Uni<Decision> decision =
        new Pipeline(
                List.of(token),
                TestEvents.revocation(events),
                new CrossSiteCheck(Set.of()),
                claim -> Uni.createFrom().failure(new AssertionError("not signed")),
                written::add)
            .decide(TestCalls.complete().request(), TOKEN_ONLY);
    assertThat(written).isEmpty();

    decision.await().indefinitely();

    assertThat(written).hasSize(1);
  }

  @Test
  void revokedCredentialIsRefusedThoughItWasProven() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, key, customer)).isEqualTo(REVOKED);
    assertThat(walked).containsExactly("token", "key", "customer");
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.BEARER_REVOKED, "id jti-1"));
  }

  @Test
  void whatWasRevokedIsSaidBeforeWhatIsMissing() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");
    CredentialVerifier withoutScope =
        verifier("token", proof -> proof.withAccessToken(accessToken("a")));

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, withoutScope)).isEqualTo(REVOKED);
  }

  @Test
  void refusedCredentialIsSaidBeforeWhatWasRevoked() {
    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");
    CredentialVerifier refusing = refusing("key", AuthError.API_KEY_INVALID);

    assertThat(decide(TestCalls.complete(), ALL_THREE, token, refusing))
        .isEqualTo(new Refused(AuthError.API_KEY_INVALID, "no good"));
  }

  @Test
  void threat44WithoutFreshNewsEachMethodsPolicyHolds() {
    goStale();
    Requirements allowing =
        new Requirements(
            Set.of(CredentialKind.ACCESS_TOKEN), SCOPE, Optional.empty(), WhenStale.ALLOW);

    assertThat(decide(TestCalls.complete(), TOKEN_ONLY, token)).isInstanceOf(Undecided.class);
    assertThat(decide(TestCalls.complete(), allowing, token)).isInstanceOf(Allowed.class);
    assertThat(written)
        .containsExactly(
            AuditEvent.refused(CALL, AuthError.DEPENDENCY_UNAVAILABLE, "EventsStale"),
            AuditEvent.allowed(CALL, "jti jti-1", "a", Optional.empty()));
  }

  @Test
  void callThatMayGoOnIsNotWrittenDownAgain() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), ALL_THREE, token, key, customer);
    written.clear();

    assertThat(pipeline().recheck(CALL, allowed, ALL_THREE)).isEmpty();
    assertThat(written).isEmpty();
  }

  @Test
  void callThatMayGoOnNoLongerIsWrittenDown() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), ALL_THREE, token, key, customer);
    written.clear();

    TestEvents.revoke(events, RevocationKind.TOKEN, "jti-1");

    assertThat(pipeline().recheck(CALL, allowed, ALL_THREE)).contains(REVOKED);
    assertThat(written)
        .containsExactly(AuditEvent.refused(CALL, AuthError.BEARER_REVOKED, "id jti-1"));
  }

  @Test
  void callGoesOnWithoutFreshNewsOnlyWhereTheMethodSaysSo() {
    Allowed allowed = (Allowed) decide(TestCalls.complete(), TOKEN_ONLY, token);
    Requirements allowing =
        new Requirements(
            Set.of(CredentialKind.ACCESS_TOKEN), SCOPE, Optional.empty(), WhenStale.ALLOW);

    goStale();

    assertThat(pipeline().recheck(CALL, allowed, allowing)).isEmpty();
    assertThat(pipeline().recheck(CALL, allowed, TOKEN_ONLY))
        .hasValueSatisfying(ended -> assertThat(ended).isInstanceOf(Undecided.class));
  }

  private void goStale() {
    nanos.addAndGet(TestEvents.MAX_STALENESS.toNanos() + 1);
  }

  private Pipeline pipeline(CredentialVerifier... verifiers) {
    return new Pipeline(
        List.of(verifiers),
        TestEvents.revocation(events),
        new CrossSiteCheck(Set.of()),
        claim -> Uni.createFrom().failure(new AssertionError("not signed")),
        written::add);
  }

  private Decision decide(TestCalls call, Requirements required, CredentialVerifier... verifiers) {
    return pipeline(verifiers).decide(call.request(), required).await().indefinitely();
  }

  private CredentialVerifier verifier(String name, Function<Proof, Proof> proving) {
    return (credentials, soFar) -> {
      walked.add(name);
      return CredentialVerifier.proven(proving.apply(soFar));
    };
  }

  private CredentialVerifier refusing(String name, AuthError error) {
    return (credentials, soFar) -> {
      walked.add(name);
      return Uni.createFrom().item(new Outcome.Failed(error, "no good"));
    };
  }
}
