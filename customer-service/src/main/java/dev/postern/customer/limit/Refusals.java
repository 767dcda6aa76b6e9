package dev.postern.customer.limit;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** The refusals of the limits: each is audited, and counted for the operator. */
@Singleton
class Refusals {
  private static final String COUNTER = "postern.logins.refused";
  private final AuditLog audit;
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

  Refusals(AuditLog audit, MeterRegistry metrics) {
    this.audit = audit;
    this.metrics = metrics;
    for (Reason reason : Reason.values()) {
      metrics.counter(COUNTER, "reason", reason.label());
    }
  }

  /** Of a locked account or device nobody is told: it is the answer to a wrong password. */
  Refusal locked(AuditEvent.Call call, Reason reason, Duration left) {
    return switch (reason) {
      case ACCOUNT_LOCKED, DEVICE_LOCKED, DEVICES_LOCKED ->
          noted(call, reason, new Refusal(AuthError.LOGIN_FAILED));
      case ADDRESS_LOCKED -> noted(call, reason, Refusal.after(AuthError.TOO_MANY_LOGINS, left));
      case BUSY -> busy(call);
    };
  }

  Refusal busy(AuditEvent.Call call) {
    return noted(call, Reason.BUSY, new Refusal(AuthError.OVERLOADED));
  }

  private Refusal noted(AuditEvent.Call call, Reason reason, Refusal refusal) {
    metrics.counter(COUNTER, "reason", reason.label()).increment();
    audit.record(AuditEvent.refused(call, refusal.error(), reason.label()));
    return refusal;
  }
}
