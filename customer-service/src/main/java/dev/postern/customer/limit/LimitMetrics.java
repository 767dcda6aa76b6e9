package dev.postern.customer.limit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts the logins that the limits refuse, by reason. */
@Singleton
class LimitMetrics {
  private static final String COUNTER = "postern.logins.refused";
  private static final String BUSY = "busy";
  private final MeterRegistry metrics;

  /** Registers every reason, so that each is shown before its first refusal. */
  LimitMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
    metrics.counter(COUNTER, "reason", BUSY);
    for (LockReason reason : LockReason.values()) {
      metrics.counter(COUNTER, "reason", reason.label());
    }
  }

  void count(Admission admission) {
    switch (admission) {
      case Admission.Admitted admitted -> {}
      case Admission.Locked locked -> increment(locked.reason().label());
      case Admission.Busy busy -> increment(BUSY);
    }
  }

  private void increment(String reason) {
    metrics.counter(COUNTER, "reason", reason).increment();
  }
}
