package dev.postern.common.auth;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Uses up something of an otherwise allowed request that can be used once, such as a nonce, or
 * rarely. Not a claim of a JWT. Needs I/O.
 */
@FunctionalInterface
public interface Claim {
  Uni<Optional<Decision>> GRANTED = Uni.createFrom().item(Optional.empty());

  /** The decision if it could not be taken; {@link #GRANTED} if there is nothing to take. */
  Uni<Optional<Decision>> claim(Request request, Decision.Allowed allowed);
}
