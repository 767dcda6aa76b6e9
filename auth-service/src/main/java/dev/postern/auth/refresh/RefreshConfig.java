package dev.postern.auth.refresh;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long refresh tokens live. */
@ConfigMapping(prefix = "postern.refresh-token")
interface RefreshConfig {
  Duration LONGEST_GRACE = Duration.ofSeconds(60);

  /** Within this a token must be used, or it is dead. */
  @WithDefault("14d")
  Duration idleLifetime();

  /** After this the family is over, however often it was refreshed. */
  @WithDefault("90d")
  Duration absoluteLifetime();

  /** For so long a token that was used can be presented again, and gets the same answer. */
  @WithDefault("10s")
  Duration grace();
}
