package dev.postern.customer.session;

import java.util.Locale;

/** By what a login is carried on. */
public enum SessionMode {
  /** By a token alone, and by the fresh ones that it is traded for. */
  TOKEN,
  /** By a cookie. */
  COOKIE,
  /** By refresh tokens, which auth-service takes. */
  REFRESHABLE;

  /** The word for people and programs. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
