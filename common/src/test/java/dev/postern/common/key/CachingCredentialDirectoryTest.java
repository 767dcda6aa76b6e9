package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CachingCredentialDirectoryTest {
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
  private static final Duration IN_OUTAGE = Duration.ofSeconds(90);
  private static final int MAX_ENTRIES = 10;

  private final Map<OpaqueToken, ApiKey> known = new HashMap<>();
  private int calls;
  private boolean away;
  private Runnable whileAsking = () -> {};
  private long nanos;

  private final CachingCredentialDirectory directory =
      new CachingCredentialDirectory(
          this::askOrigin, new AnswerBounds(MAX_ENTRIES, TIME_TO_LIVE, IN_OUTAGE), () -> nanos);

  @Test
  void secondQuestionNeedsNoCall() {
    OpaqueToken token = knownKey("client-a");

    assertThat(find(token).map(ApiKey::clientId)).contains("client-a");
    assertThat(find(token).map(ApiKey::clientId)).contains("client-a");
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void emptyAnswerIsRememberedToo() {
    OpaqueToken unknown = newKey();

    assertThat(find(unknown)).isEmpty();
    assertThat(find(unknown)).isEmpty();
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void revokedKeyIsRefusedWhenItsEntrysTimeIsOver() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    known.remove(token);

    nanos += TIME_TO_LIVE.toNanos() - 1;
    assertThat(find(token)).isPresent();
    nanos += 1;
    assertThat(find(token)).isEmpty();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void askingDoesNotLengthenTheTime() {
    OpaqueToken token = knownKey("client-a");
    for (int second = 0; second < 60; second++) {
      find(token);
      nanos += Duration.ofSeconds(1).toNanos();
    }

    assertThat(calls).isEqualTo(2);
  }

  @Test
  void newKeyIsFoundWhenTheEmptyAnswersTimeIsOver() {
    OpaqueToken token = newKey();
    find(token);
    known.put(token, new ApiKey(token.id(), "client-a", Optional.empty()));

    nanos += TIME_TO_LIVE.toNanos();

    assertThat(find(token)).isPresent();
  }

  @Test
  void outageIsAFailureAndIsNotRemembered() {
    OpaqueToken token = knownKey("client-a");
    away = true;
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);

    away = false;

    assertThat(find(token)).isPresent();
  }

  @Test
  void threat44WhatWasFoundOutlivesAnOutageForItsTimeOnly() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    away = true;

    nanos += TIME_TO_LIVE.toNanos();
    assertThat(find(token)).isPresent();
    nanos += IN_OUTAGE.toNanos() - 1;
    assertThat(find(token)).isPresent();
    nanos += 1;
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** Or each of them would wait until it is clear that there is no answer. */
  @Test
  void duringAnOutageNotEveryCallerAsks() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    away = true;
    nanos += TIME_TO_LIVE.toNanos();

    for (int i = 0; i < 5; i++) {
      assertThat(find(token)).isPresent();
    }
    assertThat(calls).isEqualTo(2);
    nanos += Duration.ofSeconds(1).toNanos();
    away = false;
    known.clear();

    assertThat(find(token)).as("the directory's answer counts as soon as there is one").isEmpty();
    away = true;
    nanos += TIME_TO_LIVE.toNanos();
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void whatWasNotFoundOutlivesNoOutage() {
    OpaqueToken unknown = newKey();
    find(unknown);
    away = true;
    nanos += TIME_TO_LIVE.toNanos();

    assertThatThrownBy(() -> find(unknown)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void whatIsForgottenDoesNotComeBackInAnOutage() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    away = true;
    directory.forget();
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** The failing question began before the change: what it fell back on is gone. */
  @Test
  void whatIsForgottenDuringAFailingQuestionIsNoAnswerToIt() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    away = true;
    nanos += TIME_TO_LIVE.toNanos();
    whileAsking = directory::forget;

    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** The answer was under way when something changed: it is given, and not remembered. */
  @Test
  void answerOlderThanAChangeIsNotRememberedNotEvenForAnOutage() {
    OpaqueToken token = knownKey("client-a");
    whileAsking = directory::forget;
    assertThat(find(token)).isPresent();
    whileAsking = () -> {};
    away = true;

    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void keysOfOneIdAndDifferentSecretsAreDifferent() {
    OpaqueToken good = knownKey("client-a");
    OpaqueToken other = newKey();
    OpaqueToken forged = new OpaqueToken(good.kind(), good.environment(), good.id(), other.text());

    assertThat(find(good)).isPresent();
    assertThat(find(forged)).isEmpty();
    assertThat(find(good)).isPresent();
  }

  /** Eviction runs on another thread and lags by a bounded buffer, so the bound is a loose one. */
  @Test
  void remembersABoundedNumber() {
    List<OpaqueToken> many =
        Stream.generate(CachingCredentialDirectoryTest::newKey).limit(4_000).toList();
    many.forEach(this::find);
    assertThat(calls).isEqualTo(4_000);

    many.forEach(this::find);

    assertThat(calls).isGreaterThan(7_000);
  }

  private Uni<Optional<ApiKey>> askOrigin(OpaqueToken presented) {
    calls++;
    Optional<ApiKey> found = Optional.ofNullable(known.get(presented));
    boolean fails = away;
    whileAsking.run();
    return fails ? Uni.createFrom().failure(new IOException("away")) : Uni.createFrom().item(found);
  }

  private Optional<ApiKey> find(OpaqueToken token) {
    return directory.findApiKey(token).await().indefinitely();
  }

  private OpaqueToken knownKey(String clientId) {
    OpaqueToken token = newKey();
    known.put(token, new ApiKey(token.id(), clientId, Optional.of(Instant.MAX)));
    return token;
  }

  private static OpaqueToken newKey() {
    return OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.LIVE);
  }
}
