package dev.postern.common.key;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Looks up credentials that are valid until revoked. auth-service keeps the record.
 *
 * <p>An unknown, wrong or revoked key is an empty result. During an outage the {@code Uni} fails;
 * it is never empty.
 */
public interface CredentialDirectory {

  /**
   * Finds the active API key for a presented one. The caller has already checked its kind and
   * environment.
   */
  Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented);
}
