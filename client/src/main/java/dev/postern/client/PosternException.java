package dev.postern.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No access token could be obtained, or no acceptable signature made. The message says how to fix
 * it and contains no secret.
 *
 * <p>{@link #isTemporary()} distinguishes an outage, after which the same call may succeed, from a
 * refusal that an operator must resolve first.
 */
public final class PosternException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String reason;
  private final boolean temporary;
  private final transient Optional<Duration> retryAfter;

  PosternException(String reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, true, Optional.empty());
  }

  private PosternException(
      String reason,
      String message,
      @Nullable Throwable cause,
      boolean temporary,
      Optional<Duration> retryAfter) {
    super(message, cause);
    this.reason = reason;
    this.temporary = temporary;
    this.retryAfter = retryAfter;
  }

  static PosternException refused(String reason, String message) {
    return new PosternException(reason, message, null, false, Optional.empty());
  }

  static PosternException busy(String message, Optional<Duration> retryAfter) {
    return new PosternException("temporarily_unavailable", message, null, true, retryAfter);
  }

  /** A copy for another caller, with its own stack trace. */
  PosternException forAnotherCaller() {
    return new PosternException(reason, String.valueOf(getMessage()), this, temporary, retryAfter);
  }

  /** A machine-readable reason: {@code invalid_client}, {@code unreachable}, {@code clock_skew}. */
  public String reason() {
    return reason;
  }

  /** Whether the same call may succeed later. */
  public boolean isTemporary() {
    return temporary;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
