package dev.postern.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The time as Postern sees it: this machine's clock, put right by what refusals say.
 *
 * <p>Only a request that was refused for its time tells anything, by {@code server_time} or by its
 * {@code Date}, and only about itself: it is signed once more with that time, and the time is
 * {@linkplain #remember remembered} for all others if that succeeds. So one odd answer, of a proxy
 * say, changes nothing for anybody else.
 *
 * <p>Nobody signs these answers. Whoever can make them up could collect signatures that become good
 * later; therefore a difference of more than {@link #MAX_SKEW} is not followed at all.
 */
public final class ServerTime implements InstantSource {
  /**
   * A clock further off than a missed change of the hour explains is not put right, but to be set.
   */
  public static final Duration MAX_SKEW = Duration.ofHours(2);

  private final InstantSource clock;
  private volatile Duration skew;

  private ServerTime(InstantSource clock, Duration skew) {
    this.clock = clock;
    this.skew = skew;
  }

  /** Over this machine's clock; one that learns already is taken as it is. */
  public static ServerTime over(InstantSource clock) {
    return clock instanceof ServerTime learning ? learning : new ServerTime(clock, Duration.ZERO);
  }

  @Override
  public Instant instant() {
    return clock.instant().plus(skew);
  }

  /** By how much the server's clock is ahead of this machine's, as far as is known. */
  public Duration skew() {
    return skew;
  }

  /**
   * This clock as a refusal would have it, to sign the same request with once more; none if the
   * refusal tells no time. This one stays as it is.
   *
   * @param serverTime Unix seconds, ISO 8601, or a {@code Date} header (RFC 9110 §5.6.7)
   * @throws PosternException {@code clock_skew}, if the clocks differ by more than {@link
   *     #MAX_SKEW}
   */
  public Optional<ServerTime> asToldBy(String serverTime) {
    return parse(serverTime)
        .map(server -> Duration.between(clock.instant(), server))
        .map(told -> new ServerTime(clock, believed(told)));
  }

  /** From now on this is the time for all: a request signed with it was let in. */
  public void remember(ServerTime proven) {
    skew = believed(proven.skew);
  }

  private static Duration believed(Duration skew) {
    if (skew.abs().compareTo(MAX_SKEW) > 0) {
      throw PosternException.refused(
          "clock_skew",
          ("The clocks differ by %d s, the server's is %s; more than %d s is not followed. Set this"
                  + " machine's clock (NTP); if it is right, something else than Postern has"
                  + " answered")
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
