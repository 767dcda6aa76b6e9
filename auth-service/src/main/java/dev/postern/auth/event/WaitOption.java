package dev.postern.auth.event;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a call that revokes something waits for all verifiers.
 *
 * @param patience how long to wait until all have confirmed; empty: not at all
 */
public record WaitOption(Optional<Duration> patience) {
  public static final WaitOption NOT = new WaitOption(Optional.empty());
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(1);
  private static final int MAX_MILLIS = 10_000;

  /**
   * Reads {@code wait=applied} and {@code timeout=<ms>}.
   *
   * @throws Refusal if they have other values
   */
  public static WaitOption read(Optional<String> wait, Optional<String> timeout) {
    if (wait.isEmpty()) {
      return NOT;
    }
    if (!wait.get().equals("applied")) {
      throw new Refusal(AuthError.REQUEST_INVALID, "wait: applied.");
    }
    return new WaitOption(Optional.of(timeout.map(WaitOption::millis).orElse(DEFAULT_PATIENCE)));
  }

  private static Duration millis(String text) {
    int millis = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new Refusal(AuthError.REQUEST_INVALID, "timeout: 0 to " + MAX_MILLIS + " (ms).");
    }
    return Duration.ofMillis(millis);
  }
}
