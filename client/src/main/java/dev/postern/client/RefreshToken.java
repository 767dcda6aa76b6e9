package dev.postern.client;

import org.jspecify.annotations.Nullable;

/**
 * A refresh token, and whether it may be presented.
 *
 * @param presentedFirst where nobody knows whether it is spent: when the time began in which a
 *     repetition is answered as the first was. Later it would be taken for theft.
 */
record RefreshToken(Secret value, @Nullable Moment presentedFirst) {

  /** One that was never presented. */
  static RefreshToken unspent(Secret value) {
    return new RefreshToken(value, null);
  }

  /**
   * If the two clocks differ the later one is believed: giving a token up costs less than theft.
   */
  boolean mayBePresented(Moment now) {
    return presentedFirst == null
        || now.sinceAtMost(presentedFirst).compareTo(TokenEndpoint.LAST_ATTEMPT) < 0;
  }

  /** The same from now on, when it is presented. */
  RefreshToken presented(Moment now) {
    return presentedFirst == null ? new RefreshToken(value, now) : this;
  }
}
