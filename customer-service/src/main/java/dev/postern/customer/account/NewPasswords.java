package dev.postern.customer.account;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.password.PasswordPool;
import dev.postern.customer.password.PasswordRules;
import dev.postern.customer.password.PasswordRules.Objection;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Passwords newly chosen: {@link #hash} before the transaction, for it is slow, and {@link
 * #replace} or {@link #reset} within it, beside what the change ends. Fails if the database does.
 */
@Singleton
public class NewPasswords {
  private static final String STORE =
      """
      UPDATE customer
         SET password_hash = $2, password_version = password_version + 1
       WHERE id = $1 AND status <> 'DELETED'
      """;
  private static final String UNLESS_CHANGED = " AND password_version = $3";

  private final PasswordPool passwords;

  NewPasswords(PasswordPool passwords) {
    this.passwords = passwords;
  }

  /** Has the list of common passwords read before anybody waits for it. */
  void warmUp(@Observes StartupEvent start) {
    Username.parse("nobody")
        .ifPresent(name -> PasswordRules.objection(name, Secret.of("a long one, of nobody")));
  }

  /**
   * The hash to be stored.
   *
   * @throws Refusal if the rules object, with their sentence
   */
  public Uni<Secret> hash(Username username, Secret password) {
    Optional<Objection> objection = PasswordRules.objection(username, password);
    if (objection.isPresent()) {
      throw new Refusal(AuthError.REQUEST_INVALID, objection.get().sentence());
    }
    return passwords.hash(password);
  }

  /**
   * For the customer, who has proven the password of {@code asRead}.
   *
   * @return false, and nothing is stored, if another password was chosen since it was read, or if
   *     the customer is deleted
   */
  public Uni<Boolean> replace(SqlClient transaction, Customer asRead, Secret fresh) {
    return transaction
        .preparedQuery(STORE + UNLESS_CHANGED)
        .execute(Tuple.of(asRead.id(), fresh.reveal(), asRead.passwordVersion()))
        .map(stored -> stored.rowCount() == 1);
  }

  /** For an operator, whatever the password was; a deleted customer gets none. */
  public Uni<Void> reset(SqlClient transaction, UUID customer, Secret fresh) {
    return transaction
        .preparedQuery(STORE)
        .execute(Tuple.of(customer, fresh.reveal()))
        .replaceWithVoid();
  }
}
