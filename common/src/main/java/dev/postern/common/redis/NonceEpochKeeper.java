package dev.postern.common.redis;

import dev.postern.common.guard.AccessTable;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Checks the epochs of the nonces once a second, in services that accept signed requests, so that a
 * new epoch begins when nonces were lost, and not only at the next request.
 */
@Singleton
class NonceEpochKeeper {
  private static final Logger LOGGER = Logger.getLogger(NonceEpochKeeper.class);
  private static final Duration ROUND = Duration.ofSeconds(1);

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
      check();
      vertx.setPeriodic(ROUND.toMillis(), round -> check());
    }
  }

  private void check() {
    nonces
        .ensureEpochs()
        .subscribe()
        .with(
            checked -> LOGGER.trace("checked"),
            failure -> LOGGER.debugf("Redis: %s", failure.toString()));
  }
}
