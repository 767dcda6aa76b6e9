package dev.postern.common.auth;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Takes something that can be taken once or rarely, of a request that would be let in. Needs I/O.
 */
@FunctionalInterface
public interface Claim {
  Uni<Optional<Decision>> GRANTED = Uni.createFrom().item(Optional.empty());

  /** The decision if it could not be taken; {@link #GRANTED} if there is nothing to take. */
  Uni<Optional<Decision>> claim(Request request, Decision.Allowed allowed);
}
