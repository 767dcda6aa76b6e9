package dev.postern.customer.account;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.PasswordRules.Objection;
import dev.postern.customer.password.PasswordPool;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Checks and hashes passwords that are newly chosen. Hashing is slow, so it is done before the
 * transaction that stores the hash.
 */
@Singleton
public class NewPasswords {
  private final PasswordPool passwords;

  NewPasswords(PasswordPool passwords) {
    this.passwords = passwords;
  }

  /** Reads the list of common passwords before the first call. */
  void warmUp(@Observes StartupEvent start) {
    Username.parse("nobody")
        .ifPresent(name -> PasswordRules.objection(name, Secret.of("a long one, of nobody")));
  }

  /**
   * The hash to be stored.
   *
   * @throws Refusal if the rules do not accept the password, with their sentence
   */
  public Uni<Secret> hash(Username username, Secret password) {
    Optional<Objection> objection = PasswordRules.objection(username, password);
    if (objection.isPresent()) {
      throw new Refusal(AuthError.REQUEST_INVALID, objection.get().sentence());
    }
    return passwords.hash(password);
  }
}
