package dev.postern.customer.importing;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import dev.postern.profile.v1.Profile;

/** One parsed line of an import. */
sealed interface ImportLine {

  long number();

  /**
   * A customer to import.
   *
   * @param profile without its customer_id, which is not known yet
   */
  record Valid(
      long number, Username username, Secret passwordHash, CustomerStatus status, Profile profile)
      implements ImportLine {}

  /** A line that is refused, with a stable word for the reason. */
  record Rejected(long number, String reason) implements ImportLine {}
}
