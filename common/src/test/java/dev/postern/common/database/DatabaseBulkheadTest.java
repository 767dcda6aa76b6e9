package dev.postern.common.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DatabaseBulkheadTest {
  private final DatabaseBulkhead bulkhead = new DatabaseBulkhead();
  private final List<UniEmitter<? super String>> waiting = new ArrayList<>();

  private UniAssertSubscriber<String> begin() {
    return bulkhead
        .runOnce(Uni.createFrom().<String>emitter(waiting::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void fill() {
    for (int i = 0; i < DatabaseBulkhead.MAX_PENDING; i++) {
      begin();
    }
  }

  @Test
  void refusesWorkBeyondTheBoundWithoutStartingIt() {
    fill();

    Throwable refusal = Objects.requireNonNull(begin().getFailure());

    assertThat(refusal)
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.error()).isEqualTo(AuthError.OVERLOADED));
    assertThat(waiting).hasSize(DatabaseBulkhead.MAX_PENDING);
  }

  @Test
  void admitsNewWorkWhenPendingWorkEnds() {
    fill();
    waiting.get(0).complete("done");
    waiting.get(1).fail(new IllegalStateException("failed"));

    begin().assertNotTerminated();
    begin().assertNotTerminated();
    begin().assertFailedWith(Refusal.class);
  }

  @Test
  void cancellingSubscribersDoesNotAdmitNewWork() {
    List<UniAssertSubscriber<String>> all = new ArrayList<>();
    for (int i = 0; i < DatabaseBulkhead.MAX_PENDING; i++) {
      all.add(begin());
    }
    all.forEach(UniAssertSubscriber::cancel);
    begin().assertFailedWith(Refusal.class);

    waiting.getFirst().complete("done");
    begin().assertNotTerminated();
  }

  @Test
  void startsOnceForSeveralSubscribers() {
    Uni<String> one = bulkhead.runOnce(Uni.createFrom().emitter(waiting::add));
    UniAssertSubscriber<String> first =
        one.subscribe().withSubscriber(UniAssertSubscriber.create());
    UniAssertSubscriber<String> other =
        one.subscribe().withSubscriber(UniAssertSubscriber.create());
    waiting.getFirst().complete("done");

    assertThat(waiting).hasSize(1);
    first.assertItem("done");
    other.assertItem("done");
  }
}
