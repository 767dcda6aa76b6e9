package dev.postern.common.jwt;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * The issuer's published keys, looked up by {@code kid} in memory.
 *
 * <p>An unknown {@code kid} is an empty answer. That the keys were never loaded is a failure: then
 * nothing can be decided.
 */
public interface KeySource {

  /** Whether keys were ever loaded: before that nothing can be decided. */
  boolean isLoaded();

  Uni<Optional<VerificationKey>> find(String kid);
}
