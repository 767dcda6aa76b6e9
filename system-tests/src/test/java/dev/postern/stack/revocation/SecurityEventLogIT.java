package dev.postern.stack.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SecurityEventLog;
import dev.postern.testkit.TestStack;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The log of security events, written by several replicas at once. */
class SecurityEventLogIT {
  private static final String PATH = SecurityEventLog.PATH;

  @Test
  void numbersAreGaplessHoweverManyReplicasWriteAtOnce() throws Exception {
    long before = SecurityEventLog.head();
    int entries = 60;
    List<Http.Answer> answers =
        IntStream.range(0, entries)
            .parallel()
            .mapToObj(
                i ->
                    Operator.send(
                        i % TestStack.REPLICAS,
                        "POST",
                        PATH,
                        Operator.json(Map.of("kind", "token", "id", "gapless-" + i))))
            .toList();

    assertThat(answers).allMatch(answer -> answer.status() == 201);
    assertThat(SecurityEventLog.after(before))
        .extracting(event -> event.get("seq").asLong())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, entries).mapToObj(i -> before + i).toList());
  }
}
