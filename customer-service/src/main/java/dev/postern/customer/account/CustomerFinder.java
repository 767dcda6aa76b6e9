package dev.postern.customer.account;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Finds the customer of a username. Fails if the database does. */
@FunctionalInterface
public interface CustomerFinder {

  /** Costs one read, also if there is no username. */
  Uni<Optional<Customer>> find(Optional<Username> username);
}
