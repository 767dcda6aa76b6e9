package dev.postern.stack.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Imports;
import dev.postern.testkit.LoginGuess;
import dev.postern.testkit.Management;
import dev.postern.testkit.Parallel;
import dev.postern.testkit.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 30: the limit on failed logins holds over all replicas and all endpoints. */
class LoginLimitsIT {
  private static final String RIGHT = "right-password";
  private static final int FREE_FAILURES = 10;

  /**
   * While they are answered a lock or two of a few seconds ends, and lets one guess more through.
   */
  private static final int AS_DELAYS_END = 4;

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  @Test
  void threat30ManyGuessesAtOnceOverAllReplicasAndWaysInAreNotMoreThanTheLimit() throws Exception {
    String victim = Imports.customers(1, "active", RIGHT).getFirst();
    double lockedBefore = sum("postern_logins_refused_total", "account_locked");
    double locallyBefore = sum("postern_logins_counted_locally_total", "");
    String[] ways = {"/customer_authenticate", "/auth/customer_authenticate", "/token"};

    List<Integer> statuses =
        Parallel.results(
            200,
            200,
            i -> new LoginGuess(victim, "guess-" + i).status(i % TestStack.REPLICAS, ways[i % 3]));

    assertThat(statuses).allMatch(status -> status == 401 || status == 503);
    double locked = sum("postern_logins_refused_total", "account_locked") - lockedBefore;
    double looked = statuses.stream().filter(status -> status == 401).count() - locked;
    boolean shared = sum("postern_logins_counted_locally_total", "") == locallyBefore;
    int free = shared ? FREE_FAILURES : FREE_FAILURES * (1 + TestStack.REPLICAS);
    int limit = free + AS_DELAYS_END;
    assertThat(looked)
        .as("passwords looked at, shared: " + shared)
        .isLessThanOrEqualTo((double) limit);
    LoginGuess another = new LoginGuess(Imports.customers(1, "active", RIGHT).getFirst(), RIGHT);
    Await.until("another account", RECOVERY, () -> another.status(1, ways[0]) == 200);
  }

  private static double sum(String metric, String label) {
    return IntStream.range(0, TestStack.REPLICAS)
        .mapToDouble(replica -> Management.metric(Service.CUSTOMER, replica, metric, label))
        .sum();
  }
}
