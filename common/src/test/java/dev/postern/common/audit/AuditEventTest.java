package dev.postern.common.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.audit.AuditEvent.Outcome;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Caller;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Proof;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditEventTest {
  private static final AuditEvent.Call CALL =
      new AuditEvent.Call("GRPC", "Profiles.Get", "trace-1", "192.0.2.1");

  @Test
  void allowedNamesClientTokenAndCustomer() {
    Caller caller = new Caller("client-a", "j-1", Set.of("a:read"), Optional.of("customer-1"));

    assertThat(AuditEvent.of(CALL, new Decision.Allowed(caller, Proof.NOTHING)))
        .isEqualTo(
            new AuditEvent(
                CALL,
                Outcome.ALLOWED,
                "allowed",
                "jti j-1",
                Optional.of("client-a"),
                Optional.of("customer-1")));
  }

  @Test
  void refusedNamesTheReasonAndTheDetailAndNobody() {
    Decision refused = new Decision.Refused(AuthError.SCOPE_INSUFFICIENT, "needs a:read");

    assertThat(AuditEvent.of(CALL, refused))
        .isEqualTo(
            new AuditEvent(
                CALL,
                Outcome.REFUSED,
                "scope_insufficient",
                "needs a:read",
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void undecidedNamesTheKindOfOutageAndNotItsMessage() {
    Decision undecided = new Decision.Undecided(new IOException("redis://user:secret@host"));

    AuditEvent event = AuditEvent.of(CALL, undecided);

    assertThat(event.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(event.reason()).isEqualTo("dependency_unavailable");
    assertThat(event.detail()).isEqualTo("IOException");
  }

  @ParameterizedTest
  @EnumSource(AuthError.class)
  void everyRefusalIsRefusedOrUndecidedAndNeverAllowed(AuthError error) {
    AuditEvent event = AuditEvent.refused(CALL, error, "why");

    assertThat(event.outcome())
        .isEqualTo(error.isTemporary() ? Outcome.UNDECIDED : Outcome.REFUSED);
    assertThat(event.reason()).isEqualTo(error.reason()).isNotEqualTo("allowed");
  }
}
