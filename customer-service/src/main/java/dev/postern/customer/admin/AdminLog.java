package dev.postern.customer.admin;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.guard.CurrentCall;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The decision-log lines of administration. The only class of this package that writes the log. */
@Singleton
class AdminLog {
  private final AuditLog audit;
  private final CurrentCall currentCall;

  AdminLog(AuditLog audit, CurrentCall currentCall) {
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /**
   * Captures the call in progress and its caller, since both may be unknown when the line is
   * written.
   *
   * @param route the operation, as {@code Class.method}
   */
  Entry begin(String route) {
    return new Entry(currentCall.describe("REST", route), currentCall.caller().clientId());
  }

  /** The line of one call. */
  final class Entry {
    private final AuditEvent.Call call;
    private final String actor;

    private Entry(AuditEvent.Call call, String actor) {
      this.call = call;
      this.actor = actor;
    }

    void done(String what, String customerId) {
      audit.record(AuditEvent.allowed(call, what, actor, Optional.of(customerId)));
    }

    void notFound(String detail) {
      audit.record(
          new AuditEvent(
              call,
              AuditEvent.Outcome.REFUSED,
              AuthError.NOT_FOUND.reason(),
              detail,
              Optional.of(actor),
              Optional.empty()));
    }
  }
}
