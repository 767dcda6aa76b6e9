package dev.postern.auth.refresh;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long refresh tokens live. */
@ConfigMapping(prefix = "postern.refresh-token")
interface RefreshConfig {
  Duration LONGEST_GRACE = Duration.ofSeconds(60);

  /** A token that is not used for so long is refused. */
  @WithDefault("14d")
  Duration idleLifetime();

  /** The family ends after this time, however often it was refreshed. */
  @WithDefault("90d")
  Duration absoluteLifetime();

  /** A used token that is presented again within this time gets the same answer. */
  @WithDefault("10s")
  Duration grace();
}
