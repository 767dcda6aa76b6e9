package dev.postern.common.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What is said of signed requests. */
@ConfigMapping(prefix = "postern.signature")
public interface SignatureConfig {

  /** What becomes of signed requests while Redis does not answer. */
  enum WhenRedisIsDown {
    /** 503. Nothing weaker is offered: a replay could not be told from a first request. */
    REFUSE
  }

  /** How old a request's timestamp may be; 300 s at most. */
  @WithDefault("300s")
  Duration window();

  /**
   * How far a timestamp may be ahead of this server's clock; as {@code window} if not said. After
   * Redis has lost its nonces requests are refused for this long, since one made by then may have
   * been used before; in a process' first minutes for the longest that could be configured before.
   */
  Optional<Duration> ahead();

  @WithDefault("refuse")
  WhenRedisIsDown whenRedisIsDown();

  /** How many key ids never seen alive here are looked up at the same time. */
  @WithDefault("64")
  int maxUnknownKeysAtOnce();

  /**
   * The hosts, with their ports if not the scheme's own, that a request may be signed for; any if
   * not said.
   */
  Optional<Set<String>> authorities();
}
