package dev.postern.common.remote;

import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's keys, fetched from its JWKS (RFC 7517 §5) and kept in memory.
 *
 * <p>They are fetched at the start until that succeeds, then at intervals, and at once when a
 * security event says that they have changed. An unknown key id causes one more fetch, however many
 * tokens name one, and no other for a while ({@code jwks-cooldown}). So tokens with invented key
 * ids cost little. Loaded keys stay in force while the issuer is away.
 */
@Singleton
@DefaultBean
public class RemoteJwks implements KeySource {
  private static final Logger LOGGER = Logger.getLogger(RemoteJwks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /** The shortest delay of a timer. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** The first answer may come from a replica that does not know the change yet. */
  private static final Duration SECOND_REFRESH = Duration.ofSeconds(1);

  private final WebClient http;
  private final Vertx vertx;
  private final InstantSource clock;
  private final RevocationState events;
  private final String url;
  private final GuardConfig.Guard bounds;
  private volatile Map<String, VerificationKey> keys = Map.of();
  private final AtomicReference<Instant> coolUntil = new AtomicReference<>(Instant.MIN);
  private final AtomicReference<@Nullable Uni<Void>> inProgress = new AtomicReference<>();

  RemoteJwks(
      WebClient http,
      Vertx vertx,
      InstantSource clock,
      RevocationState events,
      GuardConfig config) {
    this.http = http;
    this.vertx = vertx;
    this.clock = clock;
    this.events = events;
    this.bounds = config.guard();
    this.url = bounds.jwksUrl().orElse(config.issuer() + "/.well-known/jwks.json");
  }

  /** Runs for the life of the service; each fetch has a timeout. */
  @PostConstruct
  void start() {
    Uni.createFrom()
        .deferred(this::fetch)
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .subscribe()
        .with(loaded -> LOGGER.infof("%d signing keys from %s", keys.size(), url));
    vertx.setPeriodic(bounds.jwksRefresh().toMillis(), round -> refresh());
    events.onEvent(this::take);
    events.onReload(this::refreshSoon);
  }

  @Override
  public boolean isLoaded() {
    return !keys.isEmpty();
  }

  @Override
  public Uni<Optional<VerificationKey>> find(String kid) {
    VerificationKey known = keys.get(kid);
    if (known != null) {
      return Uni.createFrom().item(Optional.of(known));
    }
    if (!isLoaded()) {
      return Uni.createFrom().failure(new IOException("no signing keys loaded yet"));
    }
    return Uni.createFrom()
        .deferred(this::fetchForUnknownKey)
        .onFailure()
        .recoverWithNull()
        .map(fetched -> Optional.ofNullable(keys.get(kid)));
  }

  /** Only auth-service makes events, so they need no cooldown. */
  private void take(SecurityEvent event) {
    boolean keysChanged =
        switch (event) {
          case Revoked revoked -> revoked.kind() == RevocationKind.SIGNING_KEY;
          case Changed changed -> changed.topic() == Topic.SIGNING_KEYS;
        };
    if (keysChanged) {
      refreshSoon();
    }
  }

  /** Later, because a listener of events must not block. */
  private void refreshSoon() {
    vertx.setTimer(AT_ONCE.toMillis(), timer -> refresh());
    vertx.setTimer(SECOND_REFRESH.toMillis(), timer -> refresh());
  }

  private void refresh() {
    fetch()
        .subscribe()
        .with(
            loaded -> LOGGER.debugf("%d signing keys", keys.size()),
            failure -> LOGGER.warnf("no keys from %s: %s", url, failure.getMessage()));
  }

  /** Waits for the fetch in progress; starts one only after the cooldown. */
  private Uni<Void> fetchForUnknownKey() {
    Uni<Void> already = inProgress.get();
    if (already != null) {
      return already;
    }
    return startsCooldown() ? fetch() : Uni.createFrom().voidItem();
  }

  private boolean startsCooldown() {
    Instant now = clock.instant();
    Instant until = coolUntil.get();
    return !now.isBefore(until) && coolUntil.compareAndSet(until, now.plus(bounds.jwksCooldown()));
  }

  /** One at a time: a second caller waits for the fetch in progress. */
  private Uni<Void> fetch() {
    Uni<Void> fresh =
        http.getAbs(url)
            .timeout(TIMEOUT.toMillis())
            .send()
            .invoke(this::load)
            .replaceWithVoid()
            .onTermination()
            .invoke(() -> inProgress.set(null))
            .memoize()
            .indefinitely();
    Uni<Void> already = inProgress.compareAndExchange(null, fresh);
    return already == null ? fresh : already;
  }

  private void load(HttpResponse<Buffer> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("status " + response.statusCode());
    }
    Map<String, VerificationKey> fetched = JwkSet.read(response.bodyAsString());
    if (fetched.isEmpty()) {
      throw new IllegalStateException("the issuer publishes no key");
    }
    keys = fetched;
  }
}
