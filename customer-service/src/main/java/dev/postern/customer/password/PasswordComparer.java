package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Compares passwords with stored hashes. */
@FunctionalInterface
public interface PasswordComparer {

  /**
   * The result of a comparison.
   *
   * @param took the processor time of the comparison alone, without waiting
   */
  record Comparison(boolean matches, Duration took) {}

  Uni<Comparison> compare(PasswordHash hash, Secret password);
}
