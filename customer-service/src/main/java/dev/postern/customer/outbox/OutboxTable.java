package dev.postern.customer.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.List;

/** The table of one outbox. Each method is one statement; it fails if the database does. */
public interface OutboxTable<T> {

  /** Inserts the messages, within the transaction of the change that they belong to. */
  Uni<List<Placed<T>>> place(SqlClient transaction, List<T> messages);

  /**
   * Reads some of the messages that are due, and locks them until the transaction ends. Skips those
   * that another replica has locked.
   */
  Uni<List<Placed<T>>> lockDue(SqlClient transaction);

  /** Deletes the rows of messages that were delivered. */
  Uni<Void> forget(SqlClient connection, List<Placed<T>> delivered);
}
