package dev.postern.common.session;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Looks up customer sessions by their cookie. customer-service keeps the record. */
@FunctionalInterface
public interface SessionDirectory {

  /**
   * Finds the active session of this cookie; empty if the cookie is not genuine or the session has
   * ended. During an outage the {@code Uni} fails.
   */
  Uni<Optional<CustomerSession>> find(Secret cookie);
}
