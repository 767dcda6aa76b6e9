package dev.postern.stack.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.Management;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
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

  private record Guess(String username, String password) {}

  @Test
  void threat30ManyGuessesAtOnceOverAllReplicasAndWaysInAreNotMoreThanTheLimit() throws Exception {
    String victim = imported(1, "active").getFirst();
    double lockedBefore = sum("postern_logins_refused_total", "account_locked");
    double locallyBefore = sum("postern_logins_counted_locally_total", "");
    String[] ways = {"/customer_authenticate", "/auth/customer_authenticate", "/token"};

    List<Integer> statuses =
        inParallel(
            200,
            200,
            i -> status(i % TestStack.REPLICAS, ways[i % 3], new Guess(victim, "guess-" + i)));

    assertThat(statuses).allMatch(status -> status == 401 || status == 503);
    double locked = sum("postern_logins_refused_total", "account_locked") - lockedBefore;
    double looked = statuses.stream().filter(status -> status == 401).count() - locked;
    boolean shared = sum("postern_logins_counted_locally_total", "") == locallyBefore;
    int free = shared ? FREE_FAILURES : FREE_FAILURES * (1 + TestStack.REPLICAS);
    int limit = free + AS_DELAYS_END;
    assertThat(looked)
        .as("passwords looked at, shared: " + shared)
        .isLessThanOrEqualTo((double) limit);
    Guess another = new Guess(imported(1, "active").getFirst(), RIGHT);
    Await.until("another account", RECOVERY, () -> status(1, ways[0], another) == 200);
  }

  private static void add(Map<String, List<Long>> samples, String kind, long nanos) {
    samples.computeIfAbsent(kind, k -> Collections.synchronizedList(new ArrayList<>())).add(nanos);
  }

  private static double sum(String metric, String label) {
    return IntStream.range(0, TestStack.REPLICAS)
        .mapToDouble(replica -> Management.metric(Service.CUSTOMER, replica, metric, label))
        .sum();
  }

  private static List<String> imported(int count, String status) {
    return imported(
        IntStream.range(0, count).mapToObj(i -> UUID.randomUUID() + "@example.org").toList(),
        status);
  }

  private static List<String> imported(List<String> names, String status) {
    String hash = LegacyPasswordHashes.of(RIGHT, 0);
    Http.Answer answer =
        Imports.send(
            names.stream()
                .map(name -> Imports.line(name, hash, status))
                .collect(Collectors.joining()));
    assertThat(answer.body())
        .contains("\"state\":\"done\"")
        .contains("\"imported\":" + names.size());
    return names;
  }

  private static long nanos(int number, Guess guess) {
    long begun = System.nanoTime();
    assertThat(status(number % TestStack.REPLICAS, "/customer_authenticate", guess)).isEqualTo(401);
    return System.nanoTime() - begun;
  }

  private static int status(int replica, String path, Guess guess) {
    return login(replica, path, guess).status();
  }

  private static Http.Answer login(int replica, String path, Guess guess) {
    return Http.send(request(replica, path, guess));
  }

  private static Http.Answer send(HttpClient client, Guess guess) {
    try {
      return new Http.Answer(
          client.send(
              request(0, "/customer_authenticate", guess).build(), BodyHandlers.ofString()));
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static HttpRequest.Builder request(int replica, String path, Guess guess) {
    String form =
        Http.encode(
            Map.of(
                "username", guess.username(),
                "password", guess.password(),
                "grant_type", "password"));
    return Http.request(Service.CUSTOMER, replica, path)
        .header("Content-Type", Http.FORM)
        .POST(BodyPublishers.ofString(form));
  }

  private static <T> List<T> inParallel(int count, int atOnce, IntFunction<T> call)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      List<Callable<T>> calls =
          IntStream.range(0, count).<Callable<T>>mapToObj(i -> () -> call.apply(i)).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    }
  }
}
