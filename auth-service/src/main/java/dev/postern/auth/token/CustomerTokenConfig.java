package dev.postern.auth.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long customer tokens live. */
@ConfigMapping(prefix = "postern.customer-token")
interface CustomerTokenConfig {
  /** The lifetime of a customer token; one of a refreshed login may be shorter. */
  @WithDefault("900s")
  Duration lifetime();
}
