package dev.postern.common.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How security events travel. */
@ConfigMapping(prefix = "postern.events")
public interface EventConfig {
  /** The key of the Redis Stream; installations that share a Redis need one each. */
  @WithDefault("postern:events")
  String stream();
}
