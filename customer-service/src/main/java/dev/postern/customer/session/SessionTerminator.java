package dev.postern.customer.session;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.revocation.RevocationOrders;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Ends customers' sessions and has their tokens revoked. Before the caller is answered, earlier
 * orders of the same customer that could not be delivered are delivered, too. Refuses by {@link
 * Refusal}; fails if the database or auth-service does.
 */
@Singleton
public class SessionTerminator {
  private final SessionEndings endings;
  private final RevocationOrders orders;
  private final Outbox<RevocationOrder> outbox;

  SessionTerminator(
      SessionEndings endings, RevocationOrders orders, Outbox<RevocationOrder> outbox) {
    this.endings = endings;
    this.orders = orders;
    this.outbox = outbox;
  }

  /**
   * Ends one of the caller's sessions. Refuses if the customer has no such session. Succeeds if the
   * session has ended already but its revocation is not delivered yet.
   */
  Uni<Void> end(CustomerSession mine, UUID id) {
    return carryOut(
        mine,
        db ->
            endings
                .end(db, id, mine.customerId())
                .call(ended -> ended.isEmpty() ? mustBePending(db, id, mine) : nothing()));
  }

  /**
   * Ends the session that the caller uses. If it has ended already, its tokens may still be
   * accepted, as the caller's is: they are revoked again.
   */
  Uni<Void> endThis(CustomerSession mine) {
    UUID id = idOf(mine);
    return carryOut(
        mine,
        db ->
            endings
                .end(db, id, mine.customerId())
                .flatMap(
                    ended ->
                        ended.isEmpty()
                            ? revokeAgain(db, id, mine)
                            : Uni.createFrom().item(ended)));
  }

  /** Ends all of the customer's sessions but the one that the caller uses. */
  Uni<Void> endOthers(CustomerSession mine) {
    UUID kept = idOf(mine);
    return carryOut(mine, db -> endings.endOthers(db, kept, mine.customerId()));
  }

  Uni<Void> endAll(CustomerSession mine) {
    return outbox.carryOut(db -> endAll(db, mine.customerId()));
  }

  /**
   * Ends all of the customer's sessions within the caller's transaction. The caller commits the
   * orders with it ({@link Outbox#carryOut}).
   */
  public Uni<List<RevocationOrder>> endAll(SqlClient transaction, String customerId) {
    return endings.endAll(transaction, customerId);
  }

  /** The same, and deletes the record of them. */
  public Uni<List<RevocationOrder>> eraseAll(SqlClient transaction, String customerId) {
    return endings.eraseAll(transaction, customerId);
  }

  private Uni<Void> carryOut(
      CustomerSession mine, Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return outbox.carryOut(change, db -> orders.ofCustomer(db, mine.customerId()));
  }

  private Uni<Void> mustBePending(SqlClient transaction, UUID id, CustomerSession mine) {
    return endings
        .isEndPending(transaction, id, mine.customerId())
        .invoke(
            isPending -> {
              if (!isPending) {
                throw new Refusal(AuthError.NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  private Uni<List<RevocationOrder>> revokeAgain(
      SqlClient transaction, UUID id, CustomerSession mine) {
    return endings
        .isEndPending(transaction, id, mine.customerId())
        .map(
            isPending ->
                isPending ? List.of() : List.of(RevocationOrder.ofSession(id, mine.customerId())));
  }

  private static UUID idOf(CustomerSession mine) {
    return LiveSessions.idOf(mine).orElseThrow(() -> new Refusal(AuthError.SESSION_INVALID));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
