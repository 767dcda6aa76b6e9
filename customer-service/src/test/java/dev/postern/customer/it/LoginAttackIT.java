package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.ApiClient;
import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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

/** Threats 31 and 32: many logins at once, and one name typed in many ways. */
class LoginAttackIT {
  private static final String RIGHT = "right-password";
  private static final String WRONG = "wrong-password";
  private static final int FREE_FAILURES = 10;
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** Fewer than a connection may have at once. */
  private static final int STREAMS = 100;

  private record Guess(String username, String password) {}

  @Test
  void threat31ManyLoginsAtOnceAreServedOrToldToComeAgainAndNothingIsExhausted() throws Exception {
    List<String> people = imported(500, "active");

    List<HttpClient> clients =
        IntStream.range(0, people.size() / STREAMS)
            .mapToObj(i -> HttpClient.newBuilder().sslContext(ApiClient.trusting(TestStack.ca())))
            .map(HttpClient.Builder::build)
            .toList();

    List<Http.Answer> answers =
        inParallel(
            people.size(),
            people.size(),
            i -> send(clients.get(i % clients.size()), new Guess(people.get(i), RIGHT)));

    assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 503);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 503)
        .allMatch(answer -> !answer.header("retry-after").isEmpty());
    Await.until(
        "it goes on as before",
        RECOVERY,
        () -> status(0, "/customer_authenticate", new Guess(people.getFirst(), RIGHT)) == 200);
  }

  @Test
  void threat32NamesTypedInAnotherWayAreOneAccountAndShareItsLimit() throws Exception {
    String name = "zo\u00EB-" + UUID.randomUUID() + "@example.org";
    imported(List.of(name), "active");
    List<String> twins =
        List.of(
            name.toUpperCase(Locale.ROOT),
            "  " + name + " ",
            Normalizer.normalize(name, Normalizer.Form.NFD),
            name.replace("-", "-\u200B"),
            name.replace('e', '\u0435'));

    for (String twin : twins) {
      assertThat(status(0, "/customer_authenticate", new Guess(twin, RIGHT)))
          .as(twin)
          .isEqualTo(200);
    }
    for (int i = 0; i < FREE_FAILURES; i++) {
      status(0, "/customer_authenticate", new Guess(twins.get(i % twins.size()), WRONG));
    }
    assertThat(status(0, "/customer_authenticate", new Guess(name, RIGHT))).isEqualTo(401);
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
