package dev.postern.customer.login;

import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.auth.CustomerPrincipal;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.account.Customer;
import dev.postern.customer.login.Authentication.Denied;
import jakarta.inject.Singleton;

/** The decision-log lines of logins. The only class of this package that writes the log. */
@Singleton
class LoginLog {
  private final DecisionLog log;
  private final CurrentCall currentCall;

  LoginLog(DecisionLog log, CurrentCall currentCall) {
    this.log = log;
    this.currentCall = currentCall;
  }

  /**
   * Captures the call in progress, since it may have ended when the line is written.
   *
   * @param endpoint the method that was called, as {@code Class.method}
   */
  Entry begin(String endpoint) {
    return new Entry(log, currentCall.describe("REST", endpoint));
  }

  /** The line of one login. */
  static final class Entry {
    private final DecisionLog log;
    private final Call call;

    Entry(DecisionLog log, Call call) {
      this.log = log;
      this.call = call;
    }

    /** The address that the login comes from. */
    ClientAddress client() {
      return call.client();
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
      log.record(
          call,
          new Decision.Allowed(new CustomerPrincipal(session.customerId()), "sid " + session.id()));
    }

    private void denied(Denied denied) {
      log.record(call, new Decision.Refused(denied.error(), denied.detail()));
    }
  }
}
