package dev.postern.customer.session;

import dev.postern.common.revocation.RevocationEntry;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long sessions live, and what their cookies are sealed with. */
@ConfigMapping(prefix = "postern.session")
interface SessionConfig {

  /**
   * @throws IllegalStateException if sessions could outlive what revokes them, or nobody could have
   *     one
   */
  static void mustBeSound(SessionConfig config) {
    if (config.lifetime().compareTo(RevocationEntry.REMEMBERED_FOR) > 0) {
      throw new IllegalStateException(
          "postern.session.lifetime: at most "
              + RevocationEntry.REMEMBERED_FOR.toHours()
              + " h, for so long revocations are remembered");
    }
    if (config.maxPerCustomer() < 1) {
      throw new IllegalStateException("postern.session.max-per-customer: 1 or more");
    }
  }

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

  /** Further logins of the same customer end the oldest. */
  @WithDefault("100")
  int maxPerCustomer();
}
