package dev.postern.customer.session;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.session.CustomerSession;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions that have not ended, expired or been revoked. An operator revokes by a security
 * event alone, which the row of a session does not show, so both are checked. Fails if the database
 * does.
 */
@Singleton
class LiveSessions {
  private final SessionStore store;
  private final RevocationState revocations;

  LiveSessions(SessionStore store, RevocationState revocations) {
    this.store = store;
    this.revocations = revocations;
  }

  /** A customer's live sessions in the order of their ids, after the given one. */
  Uni<List<StoredSession>> page(String customerId, UUID after, int limit) {
    return store
        .page(customerId, after, limit)
        .flatMap(
            found -> {
              List<UUID> revoked =
                  found.stream().filter(this::isRevoked).map(StoredSession::id).toList();
              return revoked.isEmpty()
                  ? Uni.createFrom().item(found)
                  : store.endRevoked(revoked).chain(() -> page(customerId, after, limit));
            });
  }

  /** The customer's session, or a refusal if it is not live. */
  Uni<StoredSession> get(CustomerSession session) {
    return idOf(session)
        .map(store::find)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(
            found ->
                found
                    .filter(live -> live.customerId().equals(session.customerId()))
                    .filter(live -> !isRevoked(live))
                    .orElseThrow(() -> new Refusal(AuthError.SESSION_INVALID)));
  }

  /** Extends a session by this idle time, or refuses if it is not live any more. */
  Uni<Optional<Instant>> extend(StoredSession session, Duration idle) {
    return store
        .see(session.id(), idle)
        .invoke(
            end -> {
              if (end.isEmpty() || isRevoked(session)) {
                throw new Refusal(AuthError.SESSION_INVALID);
              }
            });
  }

  private boolean isRevoked(StoredSession session) {
    return session.toCustomerSession().revocationKeys().stream()
        .anyMatch(key -> revocations.revokes(key, session.startedAt()));
  }

  /** The session's id; none if the token's {@code sid} is of another form than ours. */
  static Optional<UUID> idOf(CustomerSession session) {
    try {
      return Optional.of(UUID.fromString(session.id()));
    } catch (IllegalArgumentException otherForm) {
      return Optional.empty();
    }
  }
}
