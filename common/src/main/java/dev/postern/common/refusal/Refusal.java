package dev.postern.common.refusal;

import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import java.time.Duration;

/**
 * Carries a refusal out of a reactive chain to the mapper that answers. It has no stack trace: it
 * is expected.
 *
 * <p>The caller sees the detail, so it must hold nothing secret.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final AuthError error;
  private final String detail;
  private final String why;
  private final Advice advice;

  public Refusal(AuthError error) {
    this(error, error.publicText());
  }

  public Refusal(AuthError error, String detail) {
    this(error, detail, "", Advice.NONE);
  }

  private Refusal(AuthError error, String detail, String why, Advice advice) {
    super(error.reason(), null, false, false);
    this.error = error;
    this.detail = detail;
    this.why = why;
    this.advice = advice;
  }

  /** A temporary refusal whose end is known. */
  public static Refusal after(AuthError error, Duration retryAfter) {
    return new Refusal(error, error.publicText(), "", Advice.retryAfter(retryAfter));
  }

  /**
   * A refusal with a private reason.
   *
   * @param why for the decision log; nothing secret either
   */
  public static Refusal because(AuthError error, String why) {
    return new Refusal(error, error.publicText(), why, Advice.NONE);
  }

  public AuthError error() {
    return error;
  }

  public String detail() {
    return detail;
  }

  /** The private reason for the decision log; empty if there is none. */
  public String why() {
    return why;
  }

  /** What helps the caller. */
  public Advice advice() {
    return advice;
  }
}
