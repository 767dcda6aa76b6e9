package dev.postern.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when a test advances or sets it. */
final class AdjustableClock implements InstantSource {
  private volatile Instant now;

  /** Starts near overflow, because only differences are meaningful. */
  private volatile long nanos = Long.MAX_VALUE;

  AdjustableClock(Instant now) {
    this.now = now;
  }

  static AdjustableClock at(long epochSecond) {
    return new AdjustableClock(Instant.ofEpochSecond(epochSecond));
  }

  /** Lets time pass on both clocks. */
  void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /** Sets the wall clock ahead or back. No time passes. */
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
