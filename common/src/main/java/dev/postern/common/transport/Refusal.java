package dev.postern.common.transport;

import dev.postern.common.auth.AuthError;

/**
 * Carries a refusal out of a chain to the place that answers. Without a stack: it is expected.
 *
 * <p>The detail is shown to the caller, so it must hold nothing secret.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final AuthError error;
  private final String detail;

  public Refusal(AuthError error) {
    this(error, error.publicText());
  }

  public Refusal(AuthError error, String detail) {
    super(error.reason(), null, false, false);
    this.error = error;
    this.detail = detail;
  }

  public AuthError error() {
    return error;
  }

  public String detail() {
    return detail;
  }
}
