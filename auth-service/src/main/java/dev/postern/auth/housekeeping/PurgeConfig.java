package dev.postern.auth.housekeeping;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often rows that are no longer needed are deleted. */
@ConfigMapping(prefix = "postern.purge")
interface PurgeConfig {
  /** The time between two rounds. */
  @WithDefault("1m")
  Duration every();
}
