package dev.postern.common.key;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Where keys that never expire by themselves are looked up: the record is at auth-service.
 *
 * <p>An unknown, wrong or revoked key is an empty answer; an outage is a failure, never an empty
 * answer.
 */
public interface CredentialDirectory {

  /** The live API key behind the presented one. The caller has checked kind and environment. */
  Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented);
}
