package dev.postern.client;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * This machine's two clocks: one that tells the time and may be set at any moment, and one that is
 * never set, but may stand still while the machine sleeps.
 *
 * @param nanoTime {@code System::nanoTime}
 */
record Clocks(InstantSource clock, LongSupplier nanoTime) {

  static Clocks of(InstantSource clock) {
    return new Clocks(clock, System::nanoTime);
  }

  Moment now() {
    return new Moment(clock.instant(), nanoTime.getAsLong());
  }
}
