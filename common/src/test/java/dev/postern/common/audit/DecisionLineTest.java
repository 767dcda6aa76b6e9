package dev.postern.common.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.audit.DecisionLine.Outcome;
import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.CustomerPrincipal;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Principal;
import dev.postern.common.auth.Proof;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionLineTest {
  private static final Call CALL =
      new Call("GRPC", "Profiles.Get", "trace-1", ClientAddress.UNKNOWN);

  @Test
  void allowedNamesClientTokenAndCustomer() {
    Principal client = new ClientPrincipal("client-a", Set.of("a:read"));

    assertThat(
            DecisionLine.of(
                CALL,
                new Decision.Allowed(client, Optional.of("customer-1"), "jti j-1", Proof.NOTHING)))
        .isEqualTo(
            new DecisionLine(
                CALL,
                Outcome.ALLOWED,
                "allowed",
                "jti j-1",
                Optional.of("client-a"),
                Optional.of("customer-1")));
  }

  @Test
  void refusedNamesTheReasonAndTheDetailAndNoParty() {
    Decision refused = new Decision.Refused(AuthError.SCOPE_INSUFFICIENT, "needs a:read");

    assertThat(DecisionLine.of(CALL, refused))
        .isEqualTo(
            new DecisionLine(
                CALL,
                Outcome.REFUSED,
                "scope_insufficient",
                "needs a:read",
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void customerIsLoggedWithoutAClient() {
    DecisionLine line =
        DecisionLine.of(CALL, new Decision.Allowed(new CustomerPrincipal("customer-1"), "sid 1"));

    assertThat(line.client()).isEmpty();
    assertThat(line.customer()).contains("customer-1");
  }

  @Test
  void refusedAndUndecidedNameThePartyThatWasProven() {
    Optional<Principal> client = Optional.of(new ClientPrincipal("client-a", Set.of()));
    Optional<Principal> customer = Optional.of(new CustomerPrincipal("customer-1"));

    assertThat(DecisionLine.of(CALL, new Decision.Undecided(new IOException(), client)).client())
        .contains("client-a");
    assertThat(
            DecisionLine.of(
                    CALL,
                    new Decision.Refused(AuthError.CSRF_REFUSED, "origin", customer, Advice.NONE))
                .customer())
        .contains("customer-1");
  }

  @Test
  void undecidedNamesTheKindOfOutageAndNotItsMessage() {
    Decision undecided = new Decision.Undecided(new IOException("redis://user:secret@host"));

    DecisionLine event = DecisionLine.of(CALL, undecided);

    assertThat(event.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(event.reason()).isEqualTo("dependency_unavailable");
    assertThat(event.detail()).isEqualTo("IOException");
  }

  @ParameterizedTest
  @EnumSource(AuthError.class)
  void everyRefusalIsRefusedOrUndecidedAndNeverAllowed(AuthError error) {
    DecisionLine event = DecisionLine.of(CALL, new Decision.Refused(error, "why"));

    assertThat(event.outcome())
        .isEqualTo(error.httpStatus() == 503 ? Outcome.UNDECIDED : Outcome.REFUSED);
    assertThat(event.reason()).isEqualTo(error.reason()).isNotEqualTo("allowed");
  }
}
