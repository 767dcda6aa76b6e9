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
 * The issuer's keys, fetched from its JWKS and kept in memory.
 *
 * <p>Fetched at the start until it succeeds, then at intervals, and at once when a security event
 * says that the keys have changed. A key id that is not among them causes one fetch more, however
 * many ask, and no other for a while ({@code jwks-cooldown}); so tokens with invented key ids cost
 * nobody anything. Keys once loaded stay in force while the issuer is away.
 */
@Singleton
@DefaultBean
public class RemoteJwks implements KeySource {
  private static final Logger LOGGER = Logger.getLogger(RemoteJwks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /** At once: the shortest that a timer knows. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** The first answer may be that of a replica which has not heard of the change yet. */
  private static final Duration AND_AGAIN = Duration.ofSeconds(1);

  private final WebClient http;
  private final Vertx vertx;
  private final InstantSource clock;
  private final RevocationState events;
  private final String url;
  private final GuardConfig.Guard bounds;
  private volatile Map<String, VerificationKey> keys = Map.of();
  private final AtomicReference<Instant> coolUntil = new AtomicReference<>(Instant.MIN);
  private final AtomicReference<@Nullable Uni<Void>> underWay = new AtomicReference<>();

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

  /** Runs for the life of the service; each round ends by itself. */
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
        .deferred(this::fetchForTheUnknown)
        .onFailure()
        .recoverWithNull()
        .map(fetched -> Optional.ofNullable(keys.get(kid)));
  }

  /** Events come from auth-service alone, so no cooldown holds for them. */
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

  /** Not here and now: whoever tells of an event must not be held up. */
  private void refreshSoon() {
    vertx.setTimer(AT_ONCE.toMillis(), timer -> refresh());
    vertx.setTimer(AND_AGAIN.toMillis(), timer -> refresh());
  }

  private void refresh() {
    fetch()
        .subscribe()
        .with(
            loaded -> LOGGER.debugf("%d signing keys", keys.size()),
            failure -> LOGGER.warnf("no keys from %s: %s", url, failure.getMessage()));
  }

  /** Waits for the fetch that is under way; begins one only if none was begun for a while. */
  private Uni<Void> fetchForTheUnknown() {
    Uni<Void> already = underWay.get();
    if (already != null) {
      return already;
    }
    return beginsCooldown() ? fetch() : Uni.createFrom().voidItem();
  }

  private boolean beginsCooldown() {
    Instant now = clock.instant();
    Instant until = coolUntil.get();
    return !now.isBefore(until) && coolUntil.compareAndSet(until, now.plus(bounds.jwksCooldown()));
  }

  /** One at a time: who asks for it while one is under way waits for that one. */
  private Uni<Void> fetch() {
    Uni<Void> fresh =
        http.getAbs(url)
            .timeout(TIMEOUT.toMillis())
            .send()
            .invoke(this::load)
            .replaceWithVoid()
            .onTermination()
            .invoke(() -> underWay.set(null))
            .memoize()
            .indefinitely();
    Uni<Void> already = underWay.compareAndExchange(null, fresh);
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
