package dev.postern.customer.account;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.customer.password.Decoys;
import dev.postern.customer.password.Decoys.Kind;
import dev.postern.customer.password.Decoys.Share;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Tells {@link Decoys} of which kinds the customers' hashes are, and how many of each: when the
 * service starts, and every ten minutes. If the database cannot say, decoys stay as they were.
 */
@Singleton
class DecoyShares {
  private static final Logger LOGGER = Logger.getLogger(DecoyShares.class);
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Reads about a thousand pages, some twenty thousand customers: of a larger table one page in
   * two, four, eight. Which pages is the same each time and for every replica, so that no name's
   * decoy changes by the luck of the draw.
   */
  private static final String COUNT =
      """
      SELECT CASE WHEN password_hash LIKE '$2%%' THEN left(password_hash, 7)
                  ELSE left(password_hash, -1 - length(split_part(password_hash, '$', -2)) - rest)
              END AS start, rest, count(*) AS accounts
        FROM customer TABLESAMPLE SYSTEM (
               100 / 2 ^ ceil(log(2, greatest(1, pg_relation_size('customer') / (1024 * 8192.0)))))
             REPEATABLE (1),
             length(split_part(password_hash, '$', -1)) AS rest
       WHERE password_hash LIKE '$%%$%%$%%'
       GROUP BY start, rest
       ORDER BY accounts DESC
       LIMIT %d
      """
          .formatted(Decoys.MAX_KINDS);

  private final Pool pool;
  private final Decoys decoys;
  private final Vertx vertx;

  DecoyShares(Pool pool, Decoys decoys, Vertx vertx) {
    this.pool = pool;
    this.decoys = decoys;
    this.vertx = vertx;
  }

  /** Runs for the life of the service; each round ends by itself. */
  void start(@Observes StartupEvent start) {
    BlockingStartup.complete(this::read);
    vertx.setPeriodic(
        ROUND.toMillis(), round -> read().subscribe().with(done -> LOGGER.debug("shares read")));
  }

  /** Never fails. */
  Uni<Void> read() {
    return pool.query(COUNT)
        .execute()
        .ifNoItem()
        .after(ROUND_TIMEOUT)
        .fail()
        .map(DecoyShares::shares)
        .invoke(decoys::distribute)
        .onFailure()
        .invoke(failure -> LOGGER.warnf("decoys stay as they were: %s", failure.toString()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private static List<Share> shares(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                new Share(
                    new Kind(row.getString("start"), row.getInteger("rest")),
                    row.getLong("accounts")))
        .toList();
  }
}
