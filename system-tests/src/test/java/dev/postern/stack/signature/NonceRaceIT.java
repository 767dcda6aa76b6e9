package dev.postern.stack.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Threat 20: one nonce, presented many times at once at all replicas. */
class NonceRaceIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private static final int ROUNDS = 1_000;
  private static final int THREADS = 50;
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = Person.create().token();

  /**
   * Signed for each replica, with one nonce: never is more than one of all let in, and always one
   * unless somebody was not answered in time.
   */
  @Test
  void threat20OneNonceFiftyTimesOverThreeReplicasIsLetInOnce() throws Exception {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(client.send(replica, GET_PROFILE, customer).status()).isEqualTo(200);
    }
    int late = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Http.Answer> answers = fiftyAtOnce(threads);
        long letIn = answers.stream().filter(answer -> answer.status() == 200).count();
        long replayed =
            answers.stream().filter(answer -> answer.body().contains("nonce_replayed")).count();
        long unanswered = answers.stream().filter(answer -> answer.status() == 503).count();
        assertThat(letIn + replayed + unanswered).as("round " + round).isEqualTo(THREADS);
        assertThat(letIn).as("round " + round).isBetween(unanswered == 0 ? 1L : 0L, 1L);
        late += unanswered == 0 ? 0 : 1;
      }
    }
    assertThat(late).as("rounds in which somebody got 503").isLessThan(ROUNDS / 20);
  }

  private List<Http.Answer> fiftyAtOnce(ExecutorService threads) throws Exception {
    String nonce = HmacClient.nonce();
    String timestamp = HmacClient.now();
    List<Callable<Http.Answer>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int replica = i % TestStack.REPLICAS;
      String[] headers = client.sign(HmacClient.authority(replica), GET_PROFILE, timestamp, nonce);
      calls.add(() -> client.send(replica, GET_PROFILE, customer, headers));
    }
    List<Http.Answer> answers = new ArrayList<>();
    for (Future<Http.Answer> answer : threads.invokeAll(calls)) {
      answers.add(answer.get());
    }
    return answers;
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = name;
    more[headers.length + 1] = value;
    return more;
  }
}
