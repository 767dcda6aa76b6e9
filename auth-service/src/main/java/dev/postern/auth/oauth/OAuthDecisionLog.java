package dev.postern.auth.oauth;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.guard.CurrentCall;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Writes the decision-log lines of the endpoints that are open to the guard, because a request
 * proves its client or its login itself. One line a decision.
 */
@Singleton
public class OAuthDecisionLog {
  private final AuditLog audit;
  private final CurrentCall currentCall;

  OAuthDecisionLog(AuditLog audit, CurrentCall currentCall) {
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /**
   * Opens the line of the present call; call it on the context of the request.
   *
   * @param route the endpoint's name in the line
   */
  public DecisionLine open(String route) {
    return new DecisionLine(currentCall.describe("REST", route));
  }

  /** The line of one call. */
  public final class DecisionLine {
    private final AuditEvent.Call call;

    private DecisionLine(AuditEvent.Call call) {
      this.call = call;
    }

    /**
     * @param customerId the customer whose login it was, if it was one
     */
    public void allowed(String clientId, Optional<String> customerId, String detail) {
      audit.record(AuditEvent.allowed(call, detail, clientId, customerId));
    }

    public void refused(AuthError error, String detail) {
      audit.record(AuditEvent.refused(call, error, detail));
    }
  }
}
