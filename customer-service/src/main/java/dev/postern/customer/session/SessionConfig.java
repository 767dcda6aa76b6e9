package dev.postern.customer.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long sessions live, and what their cookies are sealed with. */
@ConfigMapping(prefix = "postern.session")
interface SessionConfig {

  /** A Tink AEAD keyset in JSON. */
  String keyset();

  /** A cookie not used for this long is dead. */
  @WithDefault("30m")
  Duration idleLifetime();

  /** A login is over after this, however much it was used. */
  @WithDefault("12h")
  Duration lifetime();

  /** The same of a login that refresh tokens carry on: as long as auth-service lets them live. */
  @WithDefault("90d")
  Duration refreshableLifetime();
}
