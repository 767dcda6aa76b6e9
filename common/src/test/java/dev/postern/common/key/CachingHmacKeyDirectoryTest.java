package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.key.CachingHmacKeyDirectory.TooManyUnknown;
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
  private static final Duration IN_OUTAGE = Duration.ofSeconds(30);
  private static final AnswerBounds BOUNDS = new AnswerBounds(100, TIME_TO_LIVE, IN_OUTAGE);
  private static final int MAX_UNKNOWN = 3;

  private final Map<String, HmacKey> known = new HashMap<>();
  private int calls;
  private long nanos;
  private Runnable whileAsking = () -> {};
  private final CachingHmacKeyDirectory directory =
      new CachingHmacKeyDirectory(this::askOrigin, BOUNDS, MAX_UNKNOWN, () -> nanos);

  private Uni<Optional<HmacKey>> askOrigin(String id) {
    calls++;
    Optional<HmacKey> found = Optional.ofNullable(known.get(id));
    whileAsking.run();
    return Uni.createFrom().item(found);
  }

  private Optional<HmacKey> find(String id) {
    return directory.findHmacKey(id).await().indefinitely();
  }

  private void make(String id) {
    known.put(id, new HmacKey(id, "a", Set.of(), true, List.of(), Optional.empty()));
  }

  @Test
  void remembersWhatIsThereAndWhatIsNot() {
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
  void forgetsAllWhenSomethingChanged() {
    make("one");
    find("one");
    known.clear();
    directory.forget();

    assertThat(find("one")).isEmpty();
  }

  /** The answer was under way when the key died: it is given, and not remembered. */
  @Test
  void answerOlderThanAChangeIsNotRemembered() {
    make("one");
    whileAsking = directory::forget;
    assertThat(find("one")).isPresent();
    whileAsking = () -> {};
    known.clear();

    assertThat(find("one")).isEmpty();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void whoAskAtOnceAreAnsweredByOneQuestion() {
    make("one");
    UniEmitterHolder holder = new UniEmitterHolder();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(holder::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Optional<HmacKey>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.findHmacKey("one").subscribe().with(answers::add);
    }
    assertThat(holder.emitters).hasSize(1);

    holder.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));

    assertThat(answers).hasSize(5).allMatch(Optional::isPresent);
    waiting.forget();
    waiting.findHmacKey("one").subscribe().with(answers::add);
    assertThat(holder.emitters).hasSize(2);
  }

  /** A failed question is not remembered either. */
  @Test
  void afterAnOutageItIsAskedAgain() {
    UniEmitterHolder holder = new UniEmitterHolder();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(holder::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.findHmacKey("one").subscribe().with(found -> {}, failures::add);
      holder.emitters.get(i).fail(new IOException("away"));
    }

    assertThat(failures).hasSize(2);
  }

  @Test
  void threat44WhatWasFoundIsTheAnswerWhileTheDirectoryFails() {
    make("one");
    UniEmitterHolder holder = new UniEmitterHolder();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(holder::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    List<Optional<HmacKey>> answers = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    waiting.findHmacKey("one").subscribe().with(answers::add);
    holder.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));
    nanos += TIME_TO_LIVE.toNanos();
    for (int i = 0; i < 3; i++) {
      waiting.findHmacKey("one").subscribe().with(answers::add, failures::add);
    }
    assertThat(holder.emitters).hasSize(2);

    holder.emitters.getLast().fail(new IOException("away"));

    assertThat(answers).hasSize(4).allMatch(Optional::isPresent);
    nanos += IN_OUTAGE.toNanos();
    waiting.findHmacKey("one").subscribe().with(answers::add, failures::add);
    holder.emitters.getLast().fail(new IOException("still away"));
    assertThat(failures).hasSize(1);
    assertThat(answers).hasSize(4);
  }

  private static final class UniEmitterHolder {
    private final List<UniEmitter<? super Optional<HmacKey>>> emitters = new ArrayList<>();

    Uni<Optional<HmacKey>> ask(String id) {
      return Uni.createFrom().emitter(emitters::add);
    }
  }

  @Test
  void threat23SoManyInventedIdsAreAskedForAtTheSameTime() {
    make("one");
    UniEmitterHolder holder = new UniEmitterHolder();
    CachingHmacKeyDirectory waiting =
        new CachingHmacKeyDirectory(holder::ask, BOUNDS, MAX_UNKNOWN, () -> nanos);
    waiting.findHmacKey("one").subscribe().with(found -> {});
    holder.emitters.getFirst().complete(Optional.ofNullable(known.get("one")));
    List<Throwable> refused = new ArrayList<>();
    for (int i = 0; i < MAX_UNKNOWN + 2; i++) {
      waiting.findHmacKey("invented" + i).subscribe().with(found -> {}, refused::add);
    }
    assertThat(refused).hasSize(2).allMatch(TooManyUnknown.class::isInstance);

    nanos += TIME_TO_LIVE.toNanos();
    waiting.findHmacKey("one").subscribe().with(found -> {}, refused::add);
    assertThat(refused).as("was alive here").hasSize(2);

    holder.emitters.get(1).complete(Optional.empty());
    waiting.findHmacKey("another").subscribe().with(found -> {}, refused::add);
    assertThat(refused).as("there is room again").hasSize(2);
  }
}
