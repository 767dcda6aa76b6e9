package dev.postern.auth.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instants at which administrative resources end: in the future, and within a bound.
 * Refuses by {@link Refusal}.
 */
@Singleton
public class Expiries {
  private static final int DAYS_PER_YEAR = 365;
  private static final Duration LONGEST_LIFE = Duration.ofDays(100 * DAYS_PER_YEAR);

  private final InstantSource clock;

  Expiries(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * An optional end, within 100 years.
   *
   * @param field its name in the request, for the refusal
   */
  public Optional<Instant> read(String field, @Nullable Instant given) {
    return read(field, given, LONGEST_LIFE);
  }

  /**
   * An optional end.
   *
   * @param field its name in the request, for the refusal
   * @param longest whole days
   */
  public Optional<Instant> read(String field, @Nullable Instant given, Duration longest) {
    Instant now = clock.instant();
    if (given != null && (!given.isAfter(now) || given.isAfter(now.plus(longest)))) {
      throw new Refusal(
          AuthError.REQUEST_INVALID, field + ": in the future, and within " + text(longest) + ".");
    }
    return Optional.ofNullable(given);
  }

  private static String text(Duration longest) {
    long days = longest.toDays();
    return days % DAYS_PER_YEAR == 0 ? days / DAYS_PER_YEAR + " years" : days + " days";
  }
}
