package dev.postern.common.jwt;

/** What became of a presented token. */
public sealed interface Verification {

  /** Proven. */
  record Valid(VerifiedJwt token) implements Verification {}

  /** Once good, but its time is over. */
  record Expired(VerifiedJwt token) implements Verification {}

  /**
   * Not a token of ours, or not of the wanted kind.
   *
   * @param why for the audit line; callers are not told
   */
  record Invalid(String why) implements Verification {}
}
