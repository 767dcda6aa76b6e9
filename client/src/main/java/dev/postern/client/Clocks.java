package dev.postern.client;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * This machine's two clocks: the wall clock, which can be set at any time, and a monotonic clock,
 * which cannot but may stop while the machine sleeps.
 *
 * @param nanoTime {@code System::nanoTime}
 */
record Clocks(InstantSource clock, LongSupplier nanoTime) {

  static Clocks of(InstantSource clock) {
    return new Clocks(clock, System::nanoTime);
  }

  ClockReading now() {
    return new ClockReading(clock.instant(), nanoTime.getAsLong());
  }
}
