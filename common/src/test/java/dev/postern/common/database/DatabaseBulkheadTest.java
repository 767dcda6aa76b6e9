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
  private final DatabaseBulkhead work = new DatabaseBulkhead();
  private final List<UniEmitter<? super String>> waiting = new ArrayList<>();

  private UniAssertSubscriber<String> begin() {
    return work.once(Uni.createFrom().<String>emitter(waiting::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void fill() {
    for (int i = 0; i < DatabaseBulkhead.MOST; i++) {
      begin();
    }
  }

  @Test
  void moreThanTheMostAreRefusedAtOnceAndNotBegun() {
    fill();

    Throwable refusal = Objects.requireNonNull(begin().getFailure());

    assertThat(refusal)
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.error()).isEqualTo(AuthError.OVERLOADED));
    assertThat(waiting).hasSize(DatabaseBulkhead.MOST);
  }

  @Test
  void whatHasEndedMakesRoom() {
    fill();
    waiting.get(0).complete("done");
    waiting.get(1).fail(new IllegalStateException("failed"));

    begin().assertNotTerminated();
    begin().assertNotTerminated();
    begin().assertFailedWith(Refusal.class);
  }

  @Test
  void whoLeavesMakesNoRoomForTheWorkGoesOn() {
    List<UniAssertSubscriber<String>> all = new ArrayList<>();
    for (int i = 0; i < DatabaseBulkhead.MOST; i++) {
      all.add(begin());
    }
    all.forEach(UniAssertSubscriber::cancel);
    begin().assertFailedWith(Refusal.class);

    waiting.getFirst().complete("done");
    begin().assertNotTerminated();
  }

  @Test
  void itIsBegunOnceHoweverManyHearOfIt() {
    Uni<String> one = work.once(Uni.createFrom().emitter(waiting::add));
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
