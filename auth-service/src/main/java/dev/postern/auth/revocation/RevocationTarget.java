package dev.postern.auth.revocation;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.Optional;

/**
 * What to revoke.
 *
 * @param kind {@code FAMILY}, {@code SUBJECT} or {@code CLIENT}
 * @param orderedAt when the revocation was ordered, if that may be long ago: what began later stays
 *     valid
 */
public record RevocationTarget(RevocationKind kind, String id, Optional<Instant> orderedAt) {

  /** Ordered now. */
  public RevocationTarget(RevocationKind kind, String id) {
    this(kind, id, Optional.empty());
  }

  /**
   * The last instant that the revocation reaches. It is a little after the order, because clocks
   * differ, a change is committed after it was ordered, and tokens may be dated ahead.
   */
  Optional<Instant> reach() {
    return orderedAt.map(instant -> instant.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD));
  }
}
