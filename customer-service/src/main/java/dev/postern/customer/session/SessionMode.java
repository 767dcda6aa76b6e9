package dev.postern.customer.session;

import java.util.Locale;

/** The credential that carries on a login. */
public enum SessionMode {
  /** A token, and the fresh ones issued for it. */
  TOKEN,
  /** A cookie. */
  COOKIE,
  /** Refresh tokens, which auth-service takes. */
  REFRESHABLE;

  /** The word on the wire. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
