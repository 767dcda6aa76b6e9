package dev.postern.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until time passes here, or it is set. */
final class SetClock implements InstantSource {
  private volatile Instant now;

  /** It overflows as soon as time passes: only differences mean anything. */
  private volatile long nanos = Long.MAX_VALUE;

  SetClock(Instant now) {
    this.now = now;
  }

  static SetClock at(long epochSecond) {
    return new SetClock(Instant.ofEpochSecond(epochSecond));
  }

  /** Time passes. */
  void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /** Somebody sets the clock, ahead or back, and no time passes. */
  void set(Duration by) {
    now = now.plus(by);
  }

  Clocks clocks() {
    return new Clocks(this, () -> nanos);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
