package dev.postern.common.key;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Looks up the keys with which clients sign requests. auth-service keeps the record.
 *
 * <p>An unknown or revoked key is an empty result. During an outage the {@code Uni} fails; it is
 * never empty.
 */
@FunctionalInterface
public interface HmacKeyDirectory {

  Uni<Optional<HmacKey>> findHmacKey(String id);
}
