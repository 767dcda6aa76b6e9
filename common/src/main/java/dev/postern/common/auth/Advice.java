package dev.postern.common.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What helps the caller after a refusal.
 *
 * @param retryAfter when the same request may be tried again; the error's own default if empty
 * @param serverTime this server's time, for a caller whose clock differs
 */
public record Advice(Optional<Duration> retryAfter, Optional<Instant> serverTime) {
  public static final Advice NONE = new Advice(Optional.empty(), Optional.empty());

  public static Advice retryAfter(Duration duration) {
    return new Advice(Optional.of(duration), Optional.empty());
  }

  public static Advice serverTime(Instant now) {
    return new Advice(Optional.empty(), Optional.of(now));
  }
}
