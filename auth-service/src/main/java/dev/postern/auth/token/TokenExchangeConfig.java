package dev.postern.auth.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long tokens live that API keys are exchanged for. */
@ConfigMapping(prefix = "postern.token-exchange")
interface TokenExchangeConfig {
  /** The longest lifetime; no token outlives its API key or its client's own bound. */
  @WithDefault("300s")
  Duration lifetime();
}
