package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Replaces a hash of another system, or of weaker parameters, by one of today's when its password
 * is at hand. Never fails: who typed the right password is let in, and the next login renews it.
 */
@Singleton
public class HashRenewal {
  private static final Logger LOGGER = Logger.getLogger(HashRenewal.class);

  private final PasswordPool passwords;

  HashRenewal(PasswordPool passwords) {
    this.passwords = passwords;
  }

  /**
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
            .invoke(failure -> LOGGER.debugf("a hash was not renewed: %s", failure.toString()))
            .onFailure()
            .recoverWithNull();
  }
}
