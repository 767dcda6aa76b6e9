package dev.postern.common.redis;

import dev.postern.common.guard.AccessTable;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Looks after the nonces' epochs where signed requests are taken, so that a new one begins when
 * nonces were lost, and not when the next request comes.
 */
@Singleton
class NonceEpochKeeper {
  private static final Logger LOGGER = Logger.getLogger(NonceEpochKeeper.class);
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final RedisNonceStore nonces;
  private final AccessTable table;
  private final Vertx vertx;

  NonceEpochKeeper(RedisNonceStore nonces, AccessTable table, Vertx vertx) {
    this.nonces = nonces;
    this.table = table;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent start) {
    if (table.takesSignatures()) {
      beat();
      vertx.setPeriodic(BEAT.toMillis(), round -> beat());
    }
  }

  private void beat() {
    nonces
        .begin()
        .subscribe()
        .with(
            begun -> LOGGER.trace("beat"),
            failure -> LOGGER.debugf("Redis: %s", failure.toString()));
  }
}
