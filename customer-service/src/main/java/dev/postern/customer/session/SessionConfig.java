package dev.postern.customer.session;

import dev.postern.common.revocation.RevocationEntry;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The lifetimes of sessions and the keyset of their cookies. */
@ConfigMapping(prefix = "postern.session")
interface SessionConfig {

  /**
   * Checks the settings.
   *
   * @throws IllegalStateException if sessions could outlive their revocations, or if customers
   *     could have no session
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

  /** A cookie that is not used for this long expires. */
  @WithDefault("30m")
  Duration idleLifetime();

  /** A login expires after this, even if it is used. */
  @WithDefault("12h")
  Duration lifetime();

  /** The same for a login that refresh tokens carry on: their lifetime at auth-service. */
  @WithDefault("90d")
  Duration refreshableLifetime();

  /** Further logins of a customer end the oldest sessions. */
  @WithDefault("100")
  int maxPerCustomer();
}
