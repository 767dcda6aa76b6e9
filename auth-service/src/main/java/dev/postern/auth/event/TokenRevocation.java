package dev.postern.auth.event;

import dev.postern.common.revocation.RevocationKind;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/**
 * Revokes tokens by an identifier. Declared here for {@link EventResource}; implemented in the
 * package that knows the tokens, which depends on this one.
 */
public interface TokenRevocation {
  /** The kinds that are revoked by their identifier alone. */
  Set<RevocationKind> KINDS =
      Set.of(
          RevocationKind.TOKEN,
          RevocationKind.FAMILY,
          RevocationKind.SUBJECT,
          RevocationKind.CLIENT);

  /**
   * Revokes the token or family, or everything of the subject or client that was issued up to now.
   *
   * @param kind one of {@link #KINDS}
   * @param actor the client that asks for it
   * @return the number of the last event
   */
  Uni<Optional<Long>> revoke(RevocationKind kind, String id, String actor);
}
