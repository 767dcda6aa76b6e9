package dev.postern.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is set. */
final class SetClock implements InstantSource {
  private volatile Instant now;

  SetClock(Instant now) {
    this.now = now;
  }

  static SetClock at(long epochSecond) {
    return new SetClock(Instant.ofEpochSecond(epochSecond));
  }

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
