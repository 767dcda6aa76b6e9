package dev.postern.customer.session;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionDirectory;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the session of a cookie in the record of sessions. Fails if the database does. */
@Singleton
public class StoredSessionDirectory implements SessionDirectory {
  private final SessionStore store;
  private final CookieSealer sealer;
  private final SessionConfig config;

  StoredSessionDirectory(SessionStore store, CookieSealer sealer, SessionConfig config) {
    this.store = store;
    this.sealer = sealer;
    this.config = config;
  }

  @Override
  public Uni<Optional<CustomerSession>> find(Secret cookie) {
    return sealer
        .open(cookie)
        .map(id -> store.find(id).flatMap(this::noteUse))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(found -> found.map(StoredSession::toCustomerSession));
  }

  /**
   * Writes down that the session was used, at most once a minute, and returns it with its new
   * expiry. The caller is let in even if the use cannot be written.
   */
  private Uni<Optional<StoredSession>> noteUse(Optional<StoredSession> found) {
    return found
        .filter(StoredSession::isSeenLongAgo)
        .map(
            session ->
                store
                    .see(session.id(), config.idleLifetime())
                    .map(end -> end.map(session::endingAt))
                    .onFailure()
                    .recoverWithItem(found))
        .orElseGet(() -> Uni.createFrom().item(found));
  }
}
