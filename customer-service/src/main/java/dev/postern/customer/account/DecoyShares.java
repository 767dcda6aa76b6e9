package dev.postern.customer.account;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.customer.password.Decoys;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Reports to {@link Decoys} which kinds of hashes the customers have, and how many of each: when
 * the service starts, and every ten minutes. While the database does not answer, the decoys stay
 * unchanged.
 */
@Singleton
class DecoyShares {
  private static final Logger LOGGER = Logger.getLogger(DecoyShares.class);
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(5);

  private final CustomerTable customers;
  private final Decoys decoys;
  private final Vertx vertx;

  DecoyShares(CustomerTable customers, Decoys decoys, Vertx vertx) {
    this.customers = customers;
    this.decoys = decoys;
    this.vertx = vertx;
  }

  /** Runs for the life of the service; each round is bounded by a timeout. */
  void start(@Observes StartupEvent start) {
    BlockingStartup.complete(this::read);
    vertx.setPeriodic(
        ROUND.toMillis(), round -> read().subscribe().with(done -> LOGGER.debug("shares read")));
  }

  /** Never fails. */
  Uni<Void> read() {
    return customers
        .countHashKinds(Decoys.MAX_KINDS)
        .ifNoItem()
        .after(ROUND_TIMEOUT)
        .fail()
        .invoke(decoys::distribute)
        .onFailure()
        .invoke(failure -> LOGGER.warnf("the decoys stay unchanged: %s", failure.toString()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
