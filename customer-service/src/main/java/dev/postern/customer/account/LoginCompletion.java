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
 * The last step of a login: its tokens are issued, but the caller has not got them yet. Fails if
 * the database does.
 */
@Singleton
public class LoginCompletion {

  /** A customer can have this many linked identifiers; further ones stay unlinked. */
  static final long MAX_LINKS = 100;

  private static final String LINK =
      """
      INSERT INTO anonymous_customer (id, customer, linked_at)
      SELECT $1, $2, $3::timestamptz
       WHERE NOT EXISTS (SELECT 1 FROM customer WHERE id = $1)
         AND (SELECT count(*) FROM anonymous_customer WHERE customer = $2) < $4
      ON CONFLICT (id) DO NOTHING
      """;

  private final Pool pool;
  private final CustomerTable customers;
  private final CustomerIds customerIds;
  private final InstantSource clock;

  LoginCompletion(
      Pool pool, CustomerTable customers, CustomerIds customerIds, InstantSource clock) {
    this.pool = pool;
    this.customers = customers;
    this.customerIds = customerIds;
    this.clock = clock;
  }

  /**
   * Notes the time of the login, and links the identifier that the customer had before it. The
   * first link stays. An identifier that is not ours, or is a customer's, changes nothing.
   *
   * <p>The tokens are issued already. A change that ends the customer's logins after this call also
   * revokes them; a change that came before it is seen here.
   *
   * @return false if the customer was disabled or deleted, or the password changed, since the
   *     customer was read: the login has failed
   */
  public Uni<Boolean> complete(Customer asRead, Optional<String> anonymousId) {
    return customers
        .noteLogin(asRead, clock.instant())
        .call(
            isValid ->
                isValid
                    ? link(asRead.id(), anonymousId.flatMap(customerIds::read))
                    : Uni.createFrom().voidItem());
  }

  @DatabaseTimeout
  Uni<Void> link(UUID customer, Optional<UUID> anonymous) {
    return anonymous
        .map(id -> pool.withTransaction(db -> link(db, id, customer)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** The lock makes concurrent logins of one customer wait, so that the bound holds. */
  private Uni<Void> link(SqlConnection db, UUID anonymous, UUID customer) {
    return customers
        .lockActive(db, customer)
        .flatMap(
            isActive -> isActive ? insert(db, anonymous, customer) : Uni.createFrom().voidItem());
  }

  private Uni<Void> insert(SqlConnection db, UUID anonymous, UUID customer) {
    return db.preparedQuery(LINK)
        .execute(Tuple.of(anonymous, customer, clock.instant().atOffset(ZoneOffset.UTC), MAX_LINKS))
        .replaceWithVoid();
  }
}
