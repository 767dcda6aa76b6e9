package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.ApiClient;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.LoginGuess;
import dev.postern.testkit.Parallel;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threats 31 and 32: many logins at once, and one name typed in many ways. */
class LoginAttackIT {
  private static final String LOGIN = "/customer_authenticate";
  private static final String RIGHT = "right-password";
  private static final String WRONG = "wrong-password";
  private static final int FREE_FAILURES = 10;
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** Fewer than a connection may have at once. */
  private static final int STREAMS = 100;

  @Test
  void threat31ManyLoginsAtOnceAreServedOrToldToComeAgainAndNothingIsExhausted() throws Exception {
    List<String> people = Imports.customers(500, "active", RIGHT);

    List<HttpClient> clients =
        IntStream.range(0, people.size() / STREAMS)
            .mapToObj(i -> HttpClient.newBuilder().sslContext(ApiClient.trusting(TestStack.ca())))
            .map(HttpClient.Builder::build)
            .toList();

    List<Http.Answer> answers =
        Parallel.results(
            people.size(),
            people.size(),
            i -> send(clients.get(i % clients.size()), new LoginGuess(people.get(i), RIGHT)));

    assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 503);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 503)
        .allMatch(answer -> !answer.header("retry-after").isEmpty());
    Await.until(
        "it goes on as before",
        RECOVERY,
        () -> new LoginGuess(people.getFirst(), RIGHT).status(0, LOGIN) == 200);
  }

  @Test
  void threat32NamesTypedInAnotherWayAreOneAccountAndShareItsLimit() throws Exception {
    String name = "zo\u00EB-" + UUID.randomUUID() + "@example.org";
    Imports.customers(List.of(name), "active", RIGHT);
    List<String> twins =
        List.of(
            name.toUpperCase(Locale.ROOT),
            "  " + name + " ",
            Normalizer.normalize(name, Normalizer.Form.NFD),
            name.replace("-", "-\u200B"),
            name.replace('e', '\u0435'));

    for (String twin : twins) {
      assertThat(new LoginGuess(twin, RIGHT).status(0, LOGIN)).as(twin).isEqualTo(200);
    }
    for (int i = 0; i < FREE_FAILURES; i++) {
      new LoginGuess(twins.get(i % twins.size()), WRONG).status(0, LOGIN);
    }
    assertThat(new LoginGuess(name, RIGHT).status(0, LOGIN)).isEqualTo(401);
  }

  private static Http.Answer send(HttpClient client, LoginGuess guess) {
    try {
      return new Http.Answer(client.send(guess.request(0, LOGIN).build(), BodyHandlers.ofString()));
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
