package dev.postern.common.auth;

/** Whether a method takes signed requests. */
public enum SignaturePolicy {
  /** A signature is not looked at. */
  NONE,
  /** In place of the access token, by a client registered for it; never both at once. */
  ACCEPTED,
  /** Besides the access token, by the same client. */
  REQUIRED
}
