package dev.postern.common.jwt;

/**
 * A required claim is missing, or a claim has a wrong value. The message names the claim and never
 * repeats its value.
 */
public final class InvalidClaimException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  public InvalidClaimException(String detail) {
    super(detail, null, false, false);
    this.detail = detail;
  }

  /** What is wrong, for the decision log only. Callers never see it. */
  public String detail() {
    return detail;
  }
}
