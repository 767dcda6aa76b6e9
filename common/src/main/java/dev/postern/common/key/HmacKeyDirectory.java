package dev.postern.common.key;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Where keys by which clients sign are looked up: the record is at auth-service.
 *
 * <p>An unknown or revoked key is an empty answer; an outage is a failure, never an empty answer.
 */
@FunctionalInterface
public interface HmacKeyDirectory {

  Uni<Optional<HmacKey>> findHmacKey(String id);
}
