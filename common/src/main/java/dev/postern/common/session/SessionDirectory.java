package dev.postern.common.session;

import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Where a session cookie is opened. */
@FunctionalInterface
public interface SessionDirectory {

  /**
   * The live session that this cookie belongs to; nothing if the cookie is no genuine one, or its
   * session is over. Fails if that cannot be found out.
   */
  Uni<Optional<CustomerSession>> find(Secret cookie);
}
