package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Replaces a hash of another system, or of weaker parameters, with a current one during a login,
 * when the password is known. Never fails: the customer is let in even if the old hash cannot be
 * replaced, and the next login tries again.
 */
@Singleton
public class HashRenewal {
  private static final Logger LOGGER = Logger.getLogger(HashRenewal.class);

  private final PasswordPool passwords;

  HashRenewal(PasswordPool passwords) {
    this.passwords = passwords;
  }

  /**
   * Replaces the hash unless it is current.
   *
   * @param stored the PHC string that the password has matched
   * @param keep stores the fresh one
   */
  public Uni<Void> renew(Secret stored, Secret password, Function<Secret, Uni<Void>> keep) {
    boolean current =
        PasswordHash.parse(stored.reveal()).filter(PasswordHash::isCurrent).isPresent();
    return current
        ? Uni.createFrom().voidItem()
        : passwords
            .hash(password)
            .flatMap(keep::apply)
            .onFailure()
            .invoke(failure -> LOGGER.debugf("hash not renewed: %s", failure.toString()))
            .onFailure()
            .recoverWithNull();
  }
}
