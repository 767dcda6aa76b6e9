package dev.postern.customer.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashRenewalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Secret PASSWORD = Secret.of("right");
  private static final Secret IMPORTED =
      Secret.of(
          OpenBSDBCrypt.generate(
              PASSWORD.revealBytes(), "sixteen bytes !!".getBytes(StandardCharsets.US_ASCII), 4));

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final PasswordPool pool = new PasswordPool(vertx, new SimpleMeterRegistry(), PATIENCE);
  private final List<Secret> kept = new ArrayList<>();

  @AfterEach
  void stop() {
    gate.countDown();
    pool.stop();
    vertx.close();
  }

  private void renew(Secret stored, Function<Secret, Uni<Void>> keep) {
    new HashRenewal(pool)
        .renew(stored, PASSWORD, keep)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .awaitItem(PATIENCE);
  }

  private Uni<Void> keep(Secret fresh) {
    kept.add(fresh);
    return Uni.createFrom().voidItem();
  }

  @Test
  void renewsImportedHashButNotCurrentOne() {
    renew(IMPORTED, this::keep);

    assertThat(kept).hasSize(1);
    PasswordHash fresh = PasswordHash.parse(kept.getFirst().reveal()).orElseThrow();
    assertThat(fresh.isCurrent()).isTrue();
    assertThat(fresh.matches(PASSWORD)).isTrue();
    renew(kept.getFirst(), this::keep);
    assertThat(kept).hasSize(1);
  }

  @Test
  void loginSucceedsEvenIfThePoolIsFull() {
    for (int i = 0; i < 500; i++) {
      pool.run(1, this::passGate).subscribe().with(done -> {}, refused -> {});
    }

    renew(IMPORTED, this::keep);

    assertThat(kept).isEmpty();
  }

  @Test
  void loginSucceedsEvenIfTheNewHashCannotBeStored() {
    renew(IMPORTED, fresh -> Uni.createFrom().failure(new IllegalStateException("no database")));
  }

  private boolean passGate() {
    try {
      gate.await();
      return true;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
