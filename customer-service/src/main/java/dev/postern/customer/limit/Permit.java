package dev.postern.customer.limit;

import io.smallrye.mutiny.Uni;

/** The right to compare one password. Its holder settles it after the comparison. */
@FunctionalInterface
public interface Permit {

  /** Counts the result. Never fails: an unsettled reservation becomes void after a while. */
  Uni<Void> settle(Settlement settlement);
}
