package dev.postern.common.refusal;

import dev.postern.common.auth.AuthError;
import java.time.Duration;

/**
 * Carries a refusal out of a chain to the place that answers. Without a stack: it is expected.
 *
 * <p>The detail is shown to the caller, so it must hold nothing secret.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final AuthError error;
  private final String detail;
  private final String why;
  private final Duration retryAfter;

  public Refusal(AuthError error) {
    this(error, error.publicText());
  }

  public Refusal(AuthError error, String detail) {
    this(error, detail, "", error.retryAfter());
  }

  private Refusal(AuthError error, String detail, String why, Duration retryAfter) {
    super(error.reason(), null, false, false);
    this.error = error;
    this.detail = detail;
    this.why = why;
    this.retryAfter = retryAfter;
  }

  /** A temporary refusal that ends at a time that is known. */
  public static Refusal after(AuthError error, Duration retryAfter) {
    return new Refusal(error, error.publicText(), "", retryAfter);
  }

  /**
   * One whose reason callers are not told.
   *
   * @param why for the audit line; nothing secret either
   */
  public static Refusal because(AuthError error, String why) {
    return new Refusal(error, error.publicText(), why, error.retryAfter());
  }

  public AuthError error() {
    return error;
  }

  public String detail() {
    return detail;
  }

  /** What the audit line says besides the error; empty if there is nothing more to say. */
  public String why() {
    return why;
  }

  /** When a temporary refusal may be tried again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
