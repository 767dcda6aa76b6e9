package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.key.CachingHmacKeyDirectory.TooManyUnknownKeysException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CachingHmacKeyDirectoryTest {
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);
  private static final Duration STALE_IF_ERROR = Duration.ofSeconds(30);
  private static final CacheBounds BOUNDS = new CacheBounds(100, TIME_TO_LIVE, STALE_IF_ERROR);
  private static final int MAX_UNKNOWN = 3;

  private final Map<String, HmacKey> known = new HashMap<>();
  private int calls;
  private long nanos;
  private Runnable duringLookUp = () -> {};
  private final CachingHmacKeyDirectory directory =
      new CachingHmacKeyDirectory(this::lookUp, BOUNDS, MAX_UNKNOWN, () -> nanos);

  private Uni<Optional<HmacKey>> lookUp(String id) {
    calls++;
    Optional<HmacKey> found = Optional.ofNullable(known.get(id));
    duringLookUp.run();
    return Uni.createFrom().item(found);
  }

  private Optional<HmacKey> find(String id) {
    return directory.findHmacKey(id).await().indefinitely();
  }

  private void make(String id) {
    known.put(id, new HmacKey(id, "a", Set.of(), true, List.of(), Optional.empty()));
  }

  @Test
  void cachesFoundAndEmptyResults() {
    make("one");
    for (int i = 0; i < 3; i++) {
      assertThat(find("one")).isPresent();
      assertThat(find("two")).isEmpty();
    }

    assertThat(calls).isEqualTo(2);
    nanos += TIME_TO_LIVE.toNanos();
    assertThat(find("one")).isPresent();
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void forgetInvalidatesEverything() {
    make("one");
    find("one");
    known.clear();
    directory.forget();

    assertThat(find("one")).isEmpty();
  }

  /** The look-up was in flight when the key was revoked: its result is returned but not cached. */
  @Test
  void doesNotCacheAResultOlderThanAnInvalidation() {
    make("one");
    duringLookUp = directory::forget;
    assertThat(find("one")).isPresent();
    duringLookUp = () -> {};
    known.clear();

    assertThat(find("one")).isEmpty();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void concurrentLookUpsOfOneIdShareOneRequest() {
    make("one");
    PendingLookUps pending = new PendingLookUps();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(pending::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Optional<HmacKey>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.findHmacKey("one").subscribe().with(answers::add);
    }
    assertThat(pending.emitters).hasSize(1);

    pending.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));

    assertThat(answers).hasSize(5).allMatch(Optional::isPresent);
    waiting.forget();
    waiting.findHmacKey("one").subscribe().with(answers::add);
    assertThat(pending.emitters).hasSize(2);
  }

  /** A failed look-up is not cached either. */
  @Test
  void doesNotCacheAFailure() {
    PendingLookUps pending = new PendingLookUps();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(pending::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.findHmacKey("one").subscribe().with(found -> {}, failures::add);
      pending.emitters.get(i).fail(new IOException("unreachable"));
    }

    assertThat(failures).hasSize(2);
  }

  @Test
  void threat44FoundKeyIsUsedWhileTheDirectoryFails() {
    make("one");
    PendingLookUps pending = new PendingLookUps();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(pending::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Optional<HmacKey>> answers = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    waiting.findHmacKey("one").subscribe().with(answers::add);
    pending.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));
    nanos += TIME_TO_LIVE.toNanos();
    for (int i = 0; i < 3; i++) {
      waiting.findHmacKey("one").subscribe().with(answers::add, failures::add);
    }
    assertThat(pending.emitters).hasSize(2);

    pending.emitters.getLast().fail(new IOException("unreachable"));

    assertThat(answers).hasSize(4).allMatch(Optional::isPresent);
    nanos += STALE_IF_ERROR.toNanos();
    waiting.findHmacKey("one").subscribe().with(answers::add, failures::add);
    pending.emitters.getLast().fail(new IOException("still unreachable"));
    assertThat(failures).hasSize(1);
    assertThat(answers).hasSize(4);
  }

  private static final class PendingLookUps {
    private final List<UniEmitter<? super Optional<HmacKey>>> emitters = new ArrayList<>();

    Uni<Optional<HmacKey>> ask(String id) {
      return Uni.createFrom().emitter(emitters::add);
    }
  }

  @Test
  void threat23ConcurrentLookUpsOfInventedIdsAreBounded() {
    make("one");
    PendingLookUps pending = new PendingLookUps();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(pending::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    waiting.findHmacKey("one").subscribe().with(found -> {});
    pending.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));
    List<Throwable> refused = new ArrayList<>();
    for (int i = 0; i < MAX_UNKNOWN + 2; i++) {
      waiting.findHmacKey("invented" + i).subscribe().with(found -> {}, refused::add);
    }
    assertThat(refused).hasSize(2).allMatch(TooManyUnknownKeysException.class::isInstance);

    nanos += TIME_TO_LIVE.toNanos();
    waiting.findHmacKey("one").subscribe().with(found -> {}, refused::add);
    assertThat(refused).as("was seen active").hasSize(2);

    pending.emitters.get(1).complete(Optional.empty());
    waiting.findHmacKey("another").subscribe().with(found -> {}, refused::add);
    assertThat(refused).as("a look-up has ended").hasSize(2);
  }
}
