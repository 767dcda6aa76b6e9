package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reply;
import dev.postern.customer.limit.LoginConfig.WhenRedisIsDown;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChosenCountersTest {
  private static final int FREE = 2;
  private static final Counter COUNTER =
      new Counter(
          "counter",
          new LockoutPolicy(
              FREE, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1)));

  private final TestClock clock = new TestClock();
  private final AtomicLong nanoTime = new AtomicLong(42);

  /** Counters that can be brought down. */
  private final class Shared implements Counters {
    private final LocalCounters counters = new LocalCounters(clock);
    private boolean down;
    private int asked;

    @Override
    public Uni<Reply> reserve(Counter counter) {
      asked++;
      return down ? Uni.createFrom().failure(new IOException("away")) : counters.reserve(counter);
    }
  }

  private final Shared shared = new Shared();

  private ChosenCounters chosen(WhenRedisIsDown policy) {
    return new ChosenCounters(shared, new LocalCounters(clock), policy, nanoTime::get, () -> {});
  }

  private static Reply ask(Counters counters) {
    return counters.reserve(COUNTER).await().indefinitely();
  }

  private static void fail(Counters counters) {
    Reply.Reserved admitted = (Reply.Reserved) ask(counters);
    admitted.reservation().settle(Settlement.FAILED).await().indefinitely();
  }

  @Test
  void usesSharedCountersWhileTheyAnswer() {
    ChosenCounters one = chosen(WhenRedisIsDown.LOCAL);
    ChosenCounters other = chosen(WhenRedisIsDown.LOCAL);
    fail(one);
    fail(other);
    assertThat(ask(one)).isInstanceOf(Reply.Delayed.class);
    assertThat(ask(other)).isInstanceOf(Reply.Delayed.class);
  }

  @Test
  void countsLocallyWhileTheSharedCountersFail() {
    shared.down = true;
    ChosenCounters one = chosen(WhenRedisIsDown.LOCAL);
    fail(one);
    fail(one);
    assertThat(ask(one)).isInstanceOf(Reply.Delayed.class);
    assertThat(ask(chosen(WhenRedisIsDown.LOCAL))).isInstanceOf(Reply.Reserved.class);
  }

  @Test
  void outageOfRedisGivesNoNewGuesses() {
    ChosenCounters one = chosen(WhenRedisIsDown.LOCAL);
    fail(one);
    fail(one);
    shared.down = true;
    assertThat(ask(one)).isInstanceOf(Reply.Delayed.class);
  }

  @Test
  void doesNotUseSharedCountersForASecondAfterFailure() {
    shared.down = true;
    ChosenCounters one = chosen(WhenRedisIsDown.LOCAL);
    fail(one);
    shared.down = false;
    nanoTime.addAndGet(Duration.ofMillis(999).toNanos());
    fail(one);
    assertThat(shared.asked).isOne();

    nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(ask(one)).isInstanceOf(Reply.Reserved.class);
    assertThat(shared.asked).isEqualTo(2);
  }

  @Test
  void refusesIfConfiguredWhileTheSharedCountersFail() {
    shared.down = true;
    assertThatThrownBy(() -> ask(chosen(WhenRedisIsDown.REFUSE)))
        .hasRootCauseInstanceOf(IOException.class);
  }
}
