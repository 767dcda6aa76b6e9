package dev.postern.common.transport;

import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.VerificationKey;
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
import org.jboss.logging.Logger;

/**
 * The issuer's keys, fetched from its JWKS and kept in memory.
 *
 * <p>Fetched at the start until it succeeds, then at intervals. A key id that is not among them
 * causes one fetch more, however many ask, and no other for a while ({@code jwks-cooldown}); so
 * tokens with invented key ids cost nobody anything. Keys once loaded stay in force while the
 * issuer is away.
 */
@Singleton
@DefaultBean
public class RemoteJwks implements KeySource {
  private static final Logger LOGGER = Logger.getLogger(RemoteJwks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  private final WebClient http;
  private final Vertx vertx;
  private final InstantSource clock;
  private final String url;
  private final GuardConfig.Guard bounds;
  private volatile Map<String, VerificationKey> keys = Map.of();
  private volatile Instant coolUntil = Instant.MIN;
  private final Uni<Void> sharedFetch;

  RemoteJwks(WebClient http, Vertx vertx, InstantSource clock, GuardConfig config) {
    this.http = http;
    this.vertx = vertx;
    this.clock = clock;
    this.bounds = config.guard();
    this.url = bounds.jwksUrl().orElse(config.issuer() + "/.well-known/jwks.json");
    this.sharedFetch =
        Uni.createFrom().deferred(this::fetchUnlessCooling).memoize().until(() -> !isCooling());
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
    vertx.setPeriodic(
        bounds.jwksRefresh().toMillis(),
        round ->
            fetch()
                .subscribe()
                .with(
                    loaded -> LOGGER.debugf("%d signing keys", keys.size()),
                    failure -> LOGGER.warnf("no keys from %s: %s", url, failure.getMessage())));
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
    return sharedFetch
        .onFailure()
        .recoverWithNull()
        .map(fetched -> Optional.ofNullable(keys.get(kid)));
  }

  private boolean isCooling() {
    return clock.instant().isBefore(coolUntil);
  }

  private Uni<Void> fetchUnlessCooling() {
    return isCooling() ? Uni.createFrom().voidItem() : fetch();
  }

  private Uni<Void> fetch() {
    coolUntil = clock.instant().plus(bounds.jwksCooldown());
    return http.getAbs(url).timeout(TIMEOUT.toMillis()).send().invoke(this::load).replaceWithVoid();
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
