package dev.postern.customer.limit;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.refusal.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** The refusals of the limits: each is audited, and counted for the operator. */
@Singleton
class Refusals {
  private static final String COUNTER = "postern.logins.refused";
  private final DecisionLog audit;
  private final MeterRegistry metrics;

  /** Why a login was refused without looking at the password. */
  enum Reason {
    ACCOUNT_LOCKED,
    DEVICE_LOCKED,
    DEVICES_LOCKED,
    ADDRESS_LOCKED,
    BUSY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Refusals(DecisionLog audit, MeterRegistry metrics) {
    this.audit = audit;
    this.metrics = metrics;
    for (Reason reason : Reason.values()) {
      metrics.counter(COUNTER, "reason", reason.label());
    }
  }

  /** Of a locked account or device nobody is told: it is the answer to a wrong password. */
  Refusal locked(Call call, Reason reason, Duration left) {
    return switch (reason) {
      case ACCOUNT_LOCKED, DEVICE_LOCKED, DEVICES_LOCKED ->
          noted(call, reason, new Refusal(AuthError.LOGIN_FAILED));
      case ADDRESS_LOCKED -> noted(call, reason, Refusal.after(AuthError.TOO_MANY_LOGINS, left));
      case BUSY -> busy(call);
    };
  }

  Refusal busy(Call call) {
    return noted(call, Reason.BUSY, new Refusal(AuthError.OVERLOADED));
  }

  private Refusal noted(Call call, Reason reason, Refusal refusal) {
    metrics.counter(COUNTER, "reason", reason.label()).increment();
    audit.record(call, new Decision.Refused(refusal.error(), reason.label()));
    return refusal;
  }
}
