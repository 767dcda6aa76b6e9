package dev.postern.common.auth;

import java.util.Optional;

/** One check of what was proven. Pure; the checks run in the order of the composition. */
@FunctionalInterface
public interface Check {

  /** The decision if this check ends the request; empty if the next check goes on. */
  Optional<Decision> check(Request request, Proof proof, Requirements needed);

  /** The decision if a call that was allowed before must end now. */
  default Optional<Decision> recheck(Proof proof, Requirements needed) {
    return Optional.empty();
  }
}
