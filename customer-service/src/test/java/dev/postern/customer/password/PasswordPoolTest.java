package dev.postern.customer.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordPoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() {
    gate.countDown();
    vertx.close();
  }

  private PasswordPool pool(Duration longestWait) {
    return new PasswordPool(vertx, metrics, longestWait);
  }

  private UniAssertSubscriber<String> begin(PasswordPool pool) {
    return pool.run(1, this::passGate).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private String passGate() {
    try {
      gate.await();
      return "done";
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static void assertOverloaded(UniAssertSubscriber<String> asked) {
    asked.awaitFailure(PATIENCE);
    assertThat(((Refusal) asked.getFailure()).error()).isEqualTo(AuthError.OVERLOADED);
  }

  @Test
  void threat31RefusesAfterTheLongestWaitWhileTheThreadsAreBusy() {
    PasswordPool pool = pool(Duration.ofMillis(300));
    List<UniAssertSubscriber<String>> started =
        Stream.generate(() -> begin(pool)).limit(PasswordPool.THREADS).toList();
    assertOverloaded(begin(pool));
    assertOverloaded(begin(pool));

    gate.countDown();
    started.forEach(asked -> asked.awaitItem(PATIENCE).assertItem("done"));
    begin(pool).awaitItem(PATIENCE);
    assertThat(metrics.counter("postern.passwords.overloaded").count()).isEqualTo(2);
  }

  @Test
  void threat31RefusesAtOnceIfTheQueueIsFull() {
    PasswordPool pool = pool(PATIENCE);
    List<UniAssertSubscriber<String>> all = Stream.generate(() -> begin(pool)).limit(500).toList();
    List<UniAssertSubscriber<String>> refused =
        all.stream().filter(asked -> asked.getFailure() != null).toList();
    assertThat(refused).hasSizeGreaterThan(400).hasSizeLessThan(500);
    refused.forEach(PasswordPoolTest::assertOverloaded);

    gate.countDown();
    all.stream()
        .filter(asked -> !refused.contains(asked))
        .forEach(asked -> asked.awaitItem(PATIENCE));
  }

  @Test
  void comparesAndHashes() {
    PasswordPool pool = pool(PATIENCE);
    Secret hash =
        pool.hash(Secret.of("right"))
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitItem(PATIENCE)
            .getItem();
    PasswordHash parsed = PasswordHash.parse(hash.reveal()).orElseThrow();
    assertThat(parsed.isCurrent()).isTrue();
    assertThat(matches(pool, parsed, "right")).isTrue();
    assertThat(matches(pool, parsed, "wrong")).isFalse();
  }

  @Test
  void keepsOnlyTheMemoryThatTheThreadsNeed() {
    KeptBlocks blocks = new KeptBlocks(2);
    var taken = Stream.generate(blocks::allocate).limit(5).toList();
    assertThat(blocks.kept()).isZero();
    taken.forEach(blocks::deallocate);
    assertThat(blocks.kept()).isEqualTo(2);
    assertThat(taken).contains(blocks.allocate());
    assertThat(blocks.kept()).isEqualTo(1);
  }

  private static boolean matches(PasswordPool pool, PasswordHash hash, String password) {
    return pool.compare(hash, Secret.of(password))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .awaitItem(PATIENCE)
        .getItem()
        .matches();
  }
}
