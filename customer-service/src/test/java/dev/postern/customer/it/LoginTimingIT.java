package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.Timing;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 29: the time of an answer does not show why a login failed. */
class LoginTimingIT {
  private static final String RIGHT = "right-password";
  private static final String WRONG = "wrong-password";

  /** {@code -Dpostern.samples=2000} for as many as it takes to be sure. */
  private static final int SAMPLES = Integer.getInteger("postern.samples", 30);

  /** Fewer than an account may fail before it is locked. */
  private static final int FAILURES_AN_ACCOUNT = 9;

  private static final int FREE_FAILURES = 10;

  /** One after the other: the delay is measured, not the waiting of one call for another. */
  private static final int AT_ONCE = 1;

  private record Guess(String username, String password) {}

  /** Each kind at accounts of its own, none of them locked but those that are meant to be. */
  @Test
  void threat29TheTimeTellsNothingOfWhyALoginFailed() throws Exception {
    int accounts = SAMPLES / FAILURES_AN_ACCOUNT + 1;
    List<String> wrong = imported(accounts, "active");
    List<String> empty = imported(accounts, "active");
    List<String> disabled = imported(accounts, "disabled");
    String locked = imported(1, "active").getFirst();
    for (int i = 0; i < FREE_FAILURES + 3; i++) {
      status(0, "/customer_authenticate", new Guess(locked, WRONG));
    }
    Map<String, IntFunction<Guess>> kinds = new LinkedHashMap<>();
    kinds.put("unknown", i -> new Guess(UUID.randomUUID() + "@example.org", WRONG));
    kinds.put("wrong", i -> new Guess(wrong.get(i / FAILURES_AN_ACCOUNT), WRONG));
    kinds.put("empty", i -> new Guess(empty.get(i / FAILURES_AN_ACCOUNT), ""));
    kinds.put("disabled", i -> new Guess(disabled.get(i / FAILURES_AN_ACCOUNT), RIGHT));
    kinds.put("locked", i -> new Guess(locked, WRONG));

    Map<String, List<Long>> samples = new ConcurrentHashMap<>();
    inParallel(
        SAMPLES,
        AT_ONCE,
        i -> {
          kinds.forEach((kind, guess) -> add(samples, kind, nanos(i, guess.apply(i))));
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
    assertThat(status(0, "/customer_authenticate", guess)).isEqualTo(401);
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
