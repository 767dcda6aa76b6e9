package dev.postern.customer.account;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.customer.identity.CustomerIds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The last step of a login, when its tokens are made and before they are shown. Fails if the
 * database does.
 */
@Singleton
public class CompletedLogins {

  /** Identifiers that one customer can have brought along; further ones stay nobody's. */
  static final long MAX_LINKS = 100;

  /** Not at every login: once a minute is enough to know. */
  private static final String NOTE =
      """
      WITH still AS (
        SELECT id, last_login_at FROM customer
         WHERE id = $1 AND status = 'ACTIVE' AND password_version = $2
      ), noted AS (
        UPDATE customer SET last_login_at = $3::timestamptz
          FROM still
         WHERE customer.id = still.id AND customer.status = 'ACTIVE'
           AND (still.last_login_at IS NULL OR still.last_login_at < $3::timestamptz - interval '1 minute')
      )
      SELECT 1 FROM still
      """;

  /** One after the other, so that the bound holds. */
  private static final String LOCK =
      "SELECT 1 FROM customer WHERE id = $1 AND status = 'ACTIVE' FOR NO KEY UPDATE";

  private static final String LINK =
      """
      INSERT INTO anonymous_customer (id, customer, linked_at)
      SELECT $1, $2, $3::timestamptz
       WHERE NOT EXISTS (SELECT 1 FROM customer WHERE id = $1)
         AND (SELECT count(*) FROM anonymous_customer WHERE customer = $2) < $4
      ON CONFLICT (id) DO NOTHING
      """;

  private final Pool pool;
  private final CustomerIds customerIds;
  private final InstantSource clock;

  CompletedLogins(Pool pool, CustomerIds customerIds, InstantSource clock) {
    this.pool = pool;
    this.customerIds = customerIds;
    this.clock = clock;
  }

  /**
   * Notes when it was, and links the identifier that the customer had before logging in. The first
   * link stays; what is no identifier of ours, or a customer's, changes nothing.
   *
   * <p>The tokens are made by now, so what ends the customer's logins after this has ended these
   * too; what came before it is seen here.
   *
   * @return false if the customer was disabled or deleted, or the password changed, since the
   *     customer was read: the login has failed
   */
  public Uni<Boolean> complete(Customer asRead, Optional<String> anonymousId) {
    return note(asRead)
        .call(
            isValid ->
                isValid
                    ? link(asRead.id(), anonymousId.flatMap(customerIds::read))
                    : Uni.createFrom().voidItem());
  }

  @DatabaseTimeout
  Uni<Boolean> note(Customer asRead) {
    return pool.preparedQuery(NOTE)
        .execute(
            Tuple.of(
                asRead.id(), asRead.passwordVersion(), clock.instant().atOffset(ZoneOffset.UTC)))
        .map(still -> still.size() == 1);
  }

  @DatabaseTimeout
  Uni<Void> link(UUID customer, Optional<UUID> anonymous) {
    return anonymous
        .map(id -> pool.withTransaction(db -> link(db, id, customer)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> link(SqlConnection db, UUID anonymous, UUID customer) {
    return db.preparedQuery(LOCK)
        .execute(Tuple.of(customer))
        .flatMap(
            locked ->
                locked.size() == 0
                    ? Uni.createFrom().voidItem()
                    : db.preparedQuery(LINK)
                        .execute(
                            Tuple.of(
                                anonymous,
                                customer,
                                clock.instant().atOffset(ZoneOffset.UTC),
                                MAX_LINKS))
                        .replaceWithVoid());
  }
}
