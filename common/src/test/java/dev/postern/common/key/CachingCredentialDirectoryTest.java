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
  private static final Duration STALE_IF_ERROR = Duration.ofSeconds(90);
  private static final int MAX_ENTRIES = 10;

  private final Map<OpaqueToken, ApiKey> known = new HashMap<>();
  private int calls;
  private boolean unreachable;
  private Runnable duringLookUp = () -> {};
  private long nanos;

  private final CachingCredentialDirectory directory =
      new CachingCredentialDirectory(
          this::lookUp, new CacheBounds(MAX_ENTRIES, TIME_TO_LIVE, STALE_IF_ERROR), () -> nanos);

  @Test
  void answersSecondLookUpFromTheCache() {
    OpaqueToken token = knownKey("client-a");

    assertThat(find(token).map(ApiKey::clientId)).contains("client-a");
    assertThat(find(token).map(ApiKey::clientId)).contains("client-a");
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void cachesEmptyResults() {
    OpaqueToken unknown = newKey();

    assertThat(find(unknown)).isEmpty();
    assertThat(find(unknown)).isEmpty();
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void refusesRevokedKeyAfterItsTimeToLive() {
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
  void hitsDoNotExtendTheTimeToLive() {
    OpaqueToken token = knownKey("client-a");
    for (int second = 0; second < 60; second++) {
      find(token);
      nanos += Duration.ofSeconds(1).toNanos();
    }

    assertThat(calls).isEqualTo(2);
  }

  @Test
  void findsNewKeyAfterTheEmptyResultsTimeToLive() {
    OpaqueToken token = newKey();
    find(token);
    known.put(token, new ApiKey(token.id(), "client-a", Optional.empty()));

    nanos += TIME_TO_LIVE.toNanos();

    assertThat(find(token)).isPresent();
  }

  @Test
  void failsDuringAnOutageAndDoesNotCacheTheFailure() {
    OpaqueToken token = knownKey("client-a");
    unreachable = true;
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);

    unreachable = false;

    assertThat(find(token)).isPresent();
  }

  @Test
  void threat44FoundKeyIsUsedDuringAnOutageForABoundedTime() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    unreachable = true;

    nanos += TIME_TO_LIVE.toNanos();
    assertThat(find(token)).isPresent();
    nanos += STALE_IF_ERROR.toNanos() - 1;
    assertThat(find(token)).isPresent();
    nanos += 1;
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** Otherwise every caller would wait for the timeout. */
  @Test
  void retriesAtABoundedRateDuringAnOutage() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    unreachable = true;
    nanos += TIME_TO_LIVE.toNanos();

    for (int i = 0; i < 5; i++) {
      assertThat(find(token)).isPresent();
    }
    assertThat(calls).isEqualTo(2);
    nanos += Duration.ofSeconds(1).toNanos();
    unreachable = false;
    known.clear();

    assertThat(find(token)).as("the directory's result is used as soon as it answers").isEmpty();
    unreachable = true;
    nanos += TIME_TO_LIVE.toNanos();
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void failsForAnUnknownKeyDuringAnOutage() {
    OpaqueToken unknown = newKey();
    find(unknown);
    unreachable = true;
    nanos += TIME_TO_LIVE.toNanos();

    assertThatThrownBy(() -> find(unknown)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void doesNotUseInvalidatedKeysDuringAnOutage() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    unreachable = true;
    directory.forget();
    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** The look-up began before the invalidation, so the entry it would fall back on is gone. */
  @Test
  void doesNotUseAKeyInvalidatedDuringAFailingLookUp() {
    OpaqueToken token = knownKey("client-a");
    find(token);
    unreachable = true;
    nanos += TIME_TO_LIVE.toNanos();
    duringLookUp = directory::forget;

    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  /** The look-up was in flight during the invalidation: its result is returned but not cached. */
  @Test
  void doesNotCacheAResultOlderThanAnInvalidation() {
    OpaqueToken token = knownKey("client-a");
    duringLookUp = directory::forget;
    assertThat(find(token)).isPresent();
    duringLookUp = () -> {};
    unreachable = true;

    assertThatThrownBy(() -> find(token)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void distinguishesKeysWithTheSameIdAndDifferentSecrets() {
    OpaqueToken good = knownKey("client-a");
    OpaqueToken other = newKey();
    OpaqueToken forged = new OpaqueToken(good.kind(), good.environment(), good.id(), other.text());

    assertThat(find(good)).isPresent();
    assertThat(find(forged)).isEmpty();
    assertThat(find(good)).isPresent();
  }

  /**
   * Eviction runs on another thread and lags by a bounded buffer, so the test allows for a margin.
   */
  @Test
  void cachesABoundedNumber() {
    List<OpaqueToken> many =
        Stream.generate(CachingCredentialDirectoryTest::newKey).limit(4_000).toList();
    many.forEach(this::find);
    assertThat(calls).isEqualTo(4_000);

    many.forEach(this::find);

    assertThat(calls).isGreaterThan(7_000);
  }

  private Uni<Optional<ApiKey>> lookUp(OpaqueToken presented) {
    calls++;
    Optional<ApiKey> found = Optional.ofNullable(known.get(presented));
    boolean fails = unreachable;
    duringLookUp.run();
    return fails
        ? Uni.createFrom().failure(new IOException("unreachable"))
        : Uni.createFrom().item(found);
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
