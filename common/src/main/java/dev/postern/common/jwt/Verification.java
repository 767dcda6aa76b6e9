package dev.postern.common.jwt;

/** The outcome of verifying a presented token. */
public sealed interface Verification {

  /** The token is valid now. */
  record Valid(VerifiedJwt token) implements Verification {}

  /** The token was valid and has expired. */
  record Expired(VerifiedJwt token) implements Verification {}

  /**
   * The token is not valid: malformed, not issued by this issuer, or of another kind.
   *
   * @param detail the reason, for the decision log only; callers never see it
   */
  record Invalid(String detail) implements Verification {}
}
