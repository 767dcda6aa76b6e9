package dev.postern.customer.outbox;

import io.vertx.mutiny.sqlclient.Pool;

/** Transactions without a timeout, for tests of other packages. */
public final class TestTransactions {
  private TestTransactions() {}

  public static Transactions of(Pool pool) {
    return new Transactions(pool);
  }
}
