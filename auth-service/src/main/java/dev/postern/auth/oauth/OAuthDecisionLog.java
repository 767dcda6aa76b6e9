package dev.postern.auth.oauth;

import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.auth.Principal;
import dev.postern.common.guard.CurrentCall;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Writes the decision-log lines of the endpoints that are open to the guard, because a request
 * proves its client or its login itself. One line a decision.
 */
@Singleton
public class OAuthDecisionLog {
  private final DecisionLog log;
  private final CurrentCall currentCall;

  OAuthDecisionLog(DecisionLog log, CurrentCall currentCall) {
    this.log = log;
    this.currentCall = currentCall;
  }

  /**
   * Opens the line of the present call; call it on the context of the request.
   *
   * @param route the endpoint's name in the line
   */
  public OpenLine open(String route) {
    return new OpenLine(currentCall.describe("REST", route));
  }

  /** The line of one call, until its decision is made. */
  public final class OpenLine {
    private final Call call;
    private Optional<Principal> who = Optional.empty();

    private OpenLine(Call call) {
      this.call = call;
    }

    /** The party is proven: the line names it, whatever the decision will be. */
    public void authenticated(Principal principal) {
      who = Optional.of(principal);
    }

    public void allowed(Principal principal, String detail) {
      log.record(call, new Decision.Allowed(principal, detail));
    }

    public void refused(AuthError error, String detail) {
      log.record(call, new Decision.Refused(error, detail, who, Advice.NONE));
    }
  }
}
