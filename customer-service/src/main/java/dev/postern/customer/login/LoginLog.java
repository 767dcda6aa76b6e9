package dev.postern.customer.login;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.account.Customer;
import dev.postern.customer.login.Authentication.Denied;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The decision-log lines of logins. The only class of this package that writes the log. */
@Singleton
class LoginLog {
  private final AuditLog audit;
  private final CurrentCall currentCall;

  LoginLog(AuditLog audit, CurrentCall currentCall) {
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /**
   * Captures the call in progress, since it may have ended when the line is written.
   *
   * @param endpoint the method that was called, as {@code Class.method}
   */
  Entry begin(String endpoint) {
    return new Entry(audit, currentCall.describe("REST", endpoint));
  }

  /** The line of one login. */
  static final class Entry {
    private final AuditLog audit;
    private final AuditEvent.Call call;

    Entry(AuditLog audit, AuditEvent.Call call) {
      this.audit = audit;
      this.call = call;
    }

    /** The address that the login comes from. */
    String peer() {
      return call.peer();
    }

    /** A success has no line yet: it gets one when the session has started. */
    void authenticated(Authentication outcome) {
      switch (outcome) {
        case Authentication.Authenticated authenticated -> {}
        case Denied denied -> denied(denied);
      }
    }

    void endedMeanwhile(Customer customer) {
      denied(Denied.failed("ended meanwhile: " + customer.customerId()));
    }

    void started(CustomerSession session) {
      audit.record(
          new AuditEvent(
              call,
              AuditEvent.Outcome.ALLOWED,
              "allowed",
              "sid " + session.id(),
              Optional.empty(),
              Optional.of(session.customerId())));
    }

    private void denied(Denied denied) {
      audit.record(AuditEvent.refused(call, denied.error(), denied.detail()));
    }
  }
}
