package dev.postern.common.jwt;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Looks up the issuer's public keys in memory by {@code kid}.
 *
 * <p>An unknown {@code kid} is an empty result. The {@code Uni} fails if the keys were never
 * loaded, because no token can be verified then.
 */
public interface KeySource {

  /** Whether the keys have been loaded at least once. */
  boolean isLoaded();

  Uni<Optional<VerificationKey>> find(String kid);
}
