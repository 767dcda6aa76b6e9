package dev.postern.customer.admin;

import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.auth.Principal;
import dev.postern.common.guard.CurrentCall;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The decision-log lines of administration. The only class of this package that writes the log. */
@Singleton
class AdminLog {
  private final DecisionLog log;
  private final CurrentCall currentCall;

  AdminLog(DecisionLog log, CurrentCall currentCall) {
    this.log = log;
    this.currentCall = currentCall;
  }

  /**
   * Captures the call in progress and its caller, since both may be unknown when the line is
   * written.
   *
   * @param route the operation, as {@code Class.method}
   */
  Entry begin(String route) {
    return new Entry(currentCall.describe("REST", route), currentCall.principal());
  }

  /** The line of one call. */
  final class Entry {
    private final Call call;
    private final Principal actor;

    private Entry(Call call, Principal actor) {
      this.call = call;
      this.actor = actor;
    }

    void done(String what, String customerId) {
      log.record(call, new Decision.Allowed(actor, Optional.of(customerId), what));
    }

    void notFound(String detail) {
      log.record(
          call, new Decision.Refused(AuthError.NOT_FOUND, detail, Optional.of(actor), Advice.NONE));
    }
  }
}
