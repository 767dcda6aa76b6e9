package dev.postern.customer.limit;

import dev.postern.customer.limit.Counters.Counter;
import java.time.Duration;

class LocalCountersTest extends CounterCases {
  private final TestClock clock = new TestClock();
  private final LocalCounters counters = new LocalCounters(clock);

  @Override
  Counters counters() {
    return counters;
  }

  @Override
  void pass(Counter counter, Duration time) {
    clock.pass(time);
  }
}
