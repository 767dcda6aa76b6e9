package dev.postern.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The time as Postern sees it: this machine's clock, put right by what answers say.
 *
 * <p>It learns from the {@code Date} header of every answer and from {@code server_time} in a
 * refusal. A difference of more than {@link #MAX_SKEW} is not believed: then this machine's clock
 * is to be set, or something else than Postern has answered.
 */
public final class ServerTime implements InstantSource {
  /** A clock further off than this is not put right. */
  public static final Duration MAX_SKEW = Duration.ofHours(24);

  /** {@code Date} is cut to whole seconds and has been under way; what is less says nothing. */
  private static final Duration NOISE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private volatile Duration skew = Duration.ZERO;

  private ServerTime(InstantSource clock) {
    this.clock = clock;
  }

  /** Over this machine's clock; one that learns already is taken as it is. */
  public static ServerTime over(InstantSource clock) {
    return clock instanceof ServerTime learning ? learning : new ServerTime(clock);
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
   * Learns from a {@code Date} header (RFC 9110 §5.6.7), and says whether it did: not if there is
   * nothing to put right, or the header is no date.
   */
  public boolean observeDate(String date) {
    try {
      Instant server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(instant(), server).abs().compareTo(NOISE) > 0 && correct(server);
    } catch (DateTimeException notADate) {
      return false;
    }
  }

  /**
   * Learns from a server that has refused this client's time, and says whether it did: not if the
   * difference is beyond belief.
   *
   * @param serverTime Unix seconds or ISO 8601
   */
  public boolean correct(String serverTime) {
    try {
      return correct(
          serverTime.matches("[0-9]{1,12}")
              ? Instant.ofEpochSecond(Long.parseLong(serverTime))
              : Instant.parse(serverTime));
    } catch (DateTimeException notATime) {
      return false;
    }
  }

  private boolean correct(Instant server) {
    Duration learned = Duration.between(clock.instant(), server);
    if (learned.abs().compareTo(MAX_SKEW) > 0) {
      return false;
    }
    skew = learned;
    return true;
  }

  @Override
  public String toString() {
    return "ServerTime[skew=" + skew + "]";
  }
}
