package dev.postern.client;

import org.jspecify.annotations.Nullable;

/**
 * A refresh token and whether it may be presented.
 *
 * @param presentedFirst when the token was first presented, if it is unknown whether it is spent.
 *     For a limited time after it the server repeats its first response; later it would treat the
 *     repetition as theft.
 */
record RefreshToken(Secret value, @Nullable ClockReading presentedFirst) {

  /** A token that has not been presented yet. */
  static RefreshToken unused(Secret value) {
    return new RefreshToken(value, null);
  }

  /**
   * If the two clocks disagree, the longer time counts, because giving up a token costs less than
   * being taken for a thief.
   */
  boolean mayBePresented(ClockReading now) {
    return presentedFirst == null
        || now.longestSince(presentedFirst).compareTo(TokenEndpoint.LAST_ATTEMPT) < 0;
  }

  /** The token after presenting it at this time. */
  RefreshToken presented(ClockReading now) {
    return presentedFirst == null ? new RefreshToken(value, now) : this;
  }
}
