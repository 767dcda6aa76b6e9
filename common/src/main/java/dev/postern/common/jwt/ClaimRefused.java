package dev.postern.common.jwt;

/** A claim is missing or wrong; the message names the claim, never its value. */
public final class ClaimRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;

  public ClaimRefused(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** For the audit line; callers are not told. */
  public String why() {
    return why;
  }
}
