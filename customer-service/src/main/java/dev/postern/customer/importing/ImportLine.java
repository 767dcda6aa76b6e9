package dev.postern.customer.importing;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import dev.postern.profile.v1.Profile;

/** One line of an import, read. */
sealed interface ImportLine {

  long number();

  /**
   * A customer to take over.
   *
   * @param profile without its customer_id, which is not known yet
   */
  record Valid(
      long number, Username username, Secret passwordHash, CustomerStatus status, Profile profile)
      implements ImportLine {}

  /** A line that is not taken over, and the stable word that says why. */
  record Refused(long number, String reason) implements ImportLine {}
}
