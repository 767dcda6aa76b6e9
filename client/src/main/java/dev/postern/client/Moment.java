package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by both of {@linkplain Clocks this machine's clocks}.
 *
 * @param nanos means something only beside another moment's
 */
record Moment(Instant instant, long nanos) {

  /** How long ago the other was, whatever the clock was set to. A machine's sleep counts not. */
  Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /** The same, and a sleep counts: what the clock was set ahead by does, too. */
  Duration sinceAtMost(Moment earlier) {
    Duration counted = since(earlier);
    Duration byTheClock = Duration.between(earlier.instant, instant);
    return byTheClock.compareTo(counted) > 0 ? byTheClock : counted;
  }
}
