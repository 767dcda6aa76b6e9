package dev.postern.customer.session;

import dev.postern.customer.account.Customer;
import dev.postern.customer.revocation.RevocationOrder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The statements that end sessions, each within the caller's transaction. Each returns the orders
 * to revoke the tokens of the sessions that it has ended, to be committed with it.
 */
@Singleton
class SessionEndings {
  private static final String END =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND id = $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id, $2::text
      """;

  /** A session that has ended, but whose tokens may still be accepted. */
  private static final String IS_END_PENDING =
      """
      SELECT 1 FROM session s JOIN customer c ON c.id = s.customer
       WHERE s.id = $1 AND c.customer_id = $2 AND s.ended_at IS NOT NULL
         AND EXISTS (SELECT 1 FROM revocation_order o
                      WHERE o.customer_id = $2 AND (o.kind = 'CUSTOMER' OR o.id = s.id::text))
      """;

  private static final String END_REPLACED =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND id = $1
      RETURNING id, (SELECT customer_id FROM customer WHERE customer.id = session.customer)
      """;

  /** Locks the rows in the order of their ids, so that concurrent logins do not deadlock. */
  private static final String END_OLDEST =
      """
      UPDATE session SET ended_at = now()
        FROM (SELECT id FROM session
               WHERE ended_at IS NULL AND id IN (
                 SELECT id FROM session
                  WHERE customer = $1 AND ended_at IS NULL
                    AND now() < idle_until AND now() < expires_at
                  ORDER BY started_at DESC, id OFFSET $2)
               ORDER BY id FOR UPDATE) AS oldest
       WHERE session.id = oldest.id
      RETURNING session.id, $3::text
      """;

  private static final String END_OTHERS =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND now() < idle_until AND now() < expires_at AND id <> $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id, $2::text
      """;

  private static final String END_ALL =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND customer = (SELECT id FROM customer WHERE customer_id = $1)
      """;

  private static final String ERASE =
      "DELETE FROM session WHERE customer = (SELECT id FROM customer WHERE customer_id = $1)";

  /** Ends all live sessions but the given number that started last. */
  Uni<List<RevocationOrder>> endOldest(SqlClient transaction, Customer customer, int left) {
    return transaction
        .preparedQuery(END_OLDEST)
        .execute(Tuple.of(customer.id(), left, customer.customerId()))
        .map(SessionEndings::orders);
  }

  /** Whether this session of the customer has ended and its revocation is not delivered yet. */
  Uni<Boolean> isEndPending(SqlClient transaction, UUID id, String customerId) {
    return transaction
        .preparedQuery(IS_END_PENDING)
        .execute(Tuple.of(id, customerId))
        .map(found -> found.size() > 0);
  }

  /** Ends the session if it is this customer's and has not ended yet. */
  Uni<List<RevocationOrder>> end(SqlClient transaction, UUID id, String customerId) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(id, customerId))
        .map(SessionEndings::orders);
  }

  /** The same, whichever customer's it is. */
  Uni<List<RevocationOrder>> endReplaced(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(END_REPLACED)
        .execute(Tuple.of(id))
        .map(SessionEndings::orders);
  }

  Uni<List<RevocationOrder>> endOthers(SqlClient transaction, UUID kept, String customerId) {
    return transaction
        .preparedQuery(END_OTHERS)
        .execute(Tuple.of(kept, customerId))
        .map(SessionEndings::orders);
  }

  /** Returns one order for all tokens, also for those whose session has no row any more. */
  Uni<List<RevocationOrder>> endAll(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(END_ALL)
        .execute(Tuple.of(customerId))
        .replaceWith(List.of(RevocationOrder.ofCustomer(customerId)));
  }

  /** The same, and deletes the rows. */
  Uni<List<RevocationOrder>> eraseAll(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(ERASE)
        .execute(Tuple.of(customerId))
        .replaceWith(List.of(RevocationOrder.ofCustomer(customerId)));
  }

  private static List<RevocationOrder> orders(RowSet<Row> ended) {
    return StreamSupport.stream(ended.spliterator(), false)
        .map(row -> RevocationOrder.ofSession(row.getUUID(0), row.getString(1)))
        .toList();
  }
}
