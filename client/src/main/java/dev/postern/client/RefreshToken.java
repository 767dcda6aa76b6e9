package dev.postern.client;

import java.time.Instant;

/**
 * A refresh token, and how long it may be presented.
 *
 * @param until where nobody knows whether it is spent: the end of the time in which a repetition is
 *     answered as the first was. Later it would be taken for theft.
 */
record RefreshToken(Secret value, Instant until) {

  /** One that was never presented. */
  static RefreshToken unspent(Secret value) {
    return new RefreshToken(value, Instant.MAX);
  }

  boolean mayBePresented(Instant now) {
    return now.isBefore(until);
  }

  /** The same from now on, when it is presented. */
  RefreshToken presented(Instant now) {
    Instant last = now.plus(TokenEndpoint.LAST_ATTEMPT);
    return last.isBefore(until) ? new RefreshToken(value, last) : this;
  }
}
