package dev.postern.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Postern's time: this machine's clock, corrected by what refusals say.
 *
 * <p>Only a refusal of a timestamp says anything about the time, through {@code server_time} or
 * {@code Date}, and at first only for the refused request. It is signed again with that time. If it
 * succeeds, {@link #adopt} applies the correction to all requests. So one wrong response, for
 * example of a proxy, does not affect others.
 *
 * <p>These responses are not authenticated. An attacker who forges them could collect signatures
 * that become valid later. A difference of more than {@link #MAX_SKEW} is therefore not accepted.
 * Thread-safe.
 */
public final class ServerTime implements InstantSource {
  /**
   * The largest correction. It covers a missed change of daylight saving time; a larger difference
   * must be fixed by setting the clock.
   */
  public static final Duration MAX_SKEW = Duration.ofHours(2);

  private final InstantSource clock;
  private volatile Duration skew;

  private ServerTime(InstantSource clock, Duration skew) {
    this.clock = clock;
    this.skew = skew;
  }

  /**
   * Creates a corrected clock over this machine's clock. A {@code ServerTime} is returned as it is.
   */
  public static ServerTime over(InstantSource clock) {
    return clock instanceof ServerTime corrected ? corrected : new ServerTime(clock, Duration.ZERO);
  }

  @Override
  public Instant instant() {
    return clock.instant().plus(skew);
  }

  /** How far the server's clock is ahead of this machine's, as far as is known. */
  public Duration skew() {
    return skew;
  }

  /**
   * Returns this clock corrected to the time of a refusal, for one retry; empty if the text is not
   * a time. This clock does not change.
   *
   * @param serverTime Unix seconds, ISO 8601, or a {@code Date} field value (RFC 9110 §5.6.7)
   * @throws PosternException with reason {@code clock_skew} if the clocks differ by more than
   *     {@link #MAX_SKEW}
   */
  public Optional<ServerTime> correctedTo(String serverTime) {
    return parse(serverTime)
        .map(server -> Duration.between(clock.instant(), server))
        .map(difference -> new ServerTime(clock, checked(difference)));
  }

  /** Applies the correction of another clock, with which a request succeeded, to all requests. */
  public void adopt(ServerTime confirmed) {
    skew = checked(confirmed.skew);
  }

  private static Duration checked(Duration skew) {
    if (skew.abs().compareTo(MAX_SKEW) > 0) {
      throw PosternException.refused(
          "clock_skew",
          ("The clocks differ by %d s: the server's is %s. More than %d s is not corrected. Set"
                  + " this machine's clock (NTP); if it is right, another server than Postern"
                  + " responded")
              .formatted(
                  skew.abs().toSeconds(),
                  skew.isNegative() ? "behind" : "ahead",
                  MAX_SKEW.toSeconds()));
    }
    return skew;
  }

  private static Optional<Instant> parse(String time) {
    try {
      if (time.matches("[0-9]{1,12}")) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(time)));
      }
      return Optional.of(
          time.contains(",")
              ? ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
              : Instant.parse(time));
    } catch (DateTimeException notTime) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "ServerTime[skew=" + skew + "]";
  }
}
