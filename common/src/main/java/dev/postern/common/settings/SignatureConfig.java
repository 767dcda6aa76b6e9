package dev.postern.common.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Configures the verification of signed requests. */
@ConfigMapping(prefix = "postern.signature")
public interface SignatureConfig {

  /** The behaviour for signed requests while Redis does not answer. */
  enum WhenRedisIsDown {
    /**
     * Answer 503. There is no weaker option, because a replay could not be distinguished from a
     * first request.
     */
    REFUSE
  }

  /** How old a request's timestamp may be; at most 300 s. */
  @WithDefault("300s")
  Duration window();

  /**
   * How far a timestamp may be ahead of this server's clock; by default {@link #window}. After
   * Redis has lost its nonces, requests are refused for this long, because an older request may be
   * a replay. In the first minutes of a process, the refusal lasts for the longest value that can
   * be configured, because the value before the start is unknown.
   */
  Optional<Duration> ahead();

  @WithDefault("refuse")
  WhenRedisIsDown whenRedisIsDown();

  /** How many key ids that this process has never seen active may be looked up concurrently. */
  @WithDefault("64")
  int maxUnknownKeysAtOnce();

  /**
   * The authorities that a request may be signed for, with the port unless it is the scheme's
   * default. By default any.
   */
  Optional<Set<String>> authorities();
}
