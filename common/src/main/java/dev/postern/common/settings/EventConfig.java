package dev.postern.common.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Configures the distribution of security events. */
@ConfigMapping(prefix = "postern.events")
public interface EventConfig {
  /** The key of the Redis Stream. Installations that share a Redis need different keys. */
  @WithDefault("postern:events")
  String stream();
}
