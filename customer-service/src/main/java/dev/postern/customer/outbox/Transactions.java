package dev.postern.customer.outbox;

import dev.postern.common.database.DatabaseTimeout;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Runs transactions that a caller waits for. Fails if the database does not answer in time. */
@Singleton
public class Transactions {
  private final Pool pool;

  Transactions(Pool pool) {
    this.pool = pool;
  }

  /** Commits if the work succeeds, and rolls back if it fails. */
  @DatabaseTimeout
  public <T> Uni<T> run(Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(work);
  }
}
