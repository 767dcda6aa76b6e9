package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Imports;
import dev.postern.testkit.LoginGuess;
import dev.postern.testkit.Parallel;
import dev.postern.testkit.Timing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Threat 29: the time of an answer does not show why a login failed. */
class LoginTimingIT {
  private static final String LOGIN = "/customer_authenticate";
  private static final String RIGHT = "right-password";
  private static final String WRONG = "wrong-password";

  /** {@code -Dpostern.samples=2000} for as many as it takes to be sure. */
  private static final int SAMPLES = Integer.getInteger("postern.samples", 30);

  /** Fewer than an account may fail before it is locked. */
  private static final int FAILURES_AN_ACCOUNT = 9;

  private static final int FREE_FAILURES = 10;

  /** One after the other: the delay is measured, not the waiting of one call for another. */
  private static final int AT_ONCE = 1;

  /** Each kind at accounts of its own, none of them locked but those that are meant to be. */
  @Test
  void threat29TheTimeTellsNothingOfWhyALoginFailed() throws Exception {
    int accounts = SAMPLES / FAILURES_AN_ACCOUNT + 1;
    List<String> wrong = Imports.customers(accounts, "active", RIGHT);
    List<String> empty = Imports.customers(accounts, "active", RIGHT);
    List<String> disabled = Imports.customers(accounts, "disabled", RIGHT);
    String locked = Imports.customers(1, "active", RIGHT).getFirst();
    for (int i = 0; i < FREE_FAILURES + 3; i++) {
      new LoginGuess(locked, WRONG).status(0, LOGIN);
    }
    Map<String, IntFunction<LoginGuess>> kinds = new LinkedHashMap<>();
    kinds.put("unknown", i -> new LoginGuess(UUID.randomUUID() + "@example.org", WRONG));
    kinds.put("wrong", i -> new LoginGuess(wrong.get(i / FAILURES_AN_ACCOUNT), WRONG));
    kinds.put("empty", i -> new LoginGuess(empty.get(i / FAILURES_AN_ACCOUNT), ""));
    kinds.put("disabled", i -> new LoginGuess(disabled.get(i / FAILURES_AN_ACCOUNT), RIGHT));
    kinds.put("locked", i -> new LoginGuess(locked, WRONG));

    Map<String, List<Long>> samples = new ConcurrentHashMap<>();
    Parallel.results(
        SAMPLES,
        AT_ONCE,
        i -> {
          kinds.forEach((kind, guess) -> add(samples, kind, nanos(guess.apply(i))));
          return i;
        });

    Map<String, Long> medians = new LinkedHashMap<>();
    samples.forEach((kind, nanos) -> medians.put(kind, Timing.median(nanos)));
    long unknown = medians.values().iterator().next();
    assertThat(medians.values())
        .as("medians in ns of " + SAMPLES + ": " + medians)
        .allMatch(median -> Math.abs(median - unknown) <= unknown * 0.05);
  }

  private static void add(Map<String, List<Long>> samples, String kind, long nanos) {
    samples.computeIfAbsent(kind, k -> Collections.synchronizedList(new ArrayList<>())).add(nanos);
  }

  private static long nanos(LoginGuess guess) {
    long begun = System.nanoTime();
    assertThat(guess.status(0, LOGIN)).isEqualTo(401);
    return System.nanoTime() - begun;
  }
}
