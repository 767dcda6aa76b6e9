package dev.postern.auth.revocation;

import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.event.EventKind;
import dev.postern.common.transport.InTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Kills tokens, and the refresh families that would bring new ones, in one transaction. Fails if
 * the database does.
 */
@Singleton
public class TokenKiller {
  /** What can be killed by its identifier alone. */
  static final Set<EventKind> KINDS =
      Set.of(EventKind.TOKEN, EventKind.FAMILY, EventKind.SUBJECT, EventKind.CLIENT);

  private final Pool pool;
  private final SecurityEventLog log;
  private final InstantSource clock;

  TokenKiller(Pool pool, SecurityEventLog log, InstantSource clock) {
    this.pool = pool;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Kills the token or family, or everything of the subject or client that was issued up to now.
   *
   * @param actor the client that wants it
   */
  @InTime
  public Uni<Optional<Long>> kill(EventKind kind, String id, String actor) {
    Instant now = clock.instant();
    Instant until = now.plus(EventDraft.LONGEST_TOKEN_LIFE);
    return switch (kind) {
      case TOKEN -> killToken(id, until, actor);
      case FAMILY -> inTransaction("id::text = $1", id, EventDraft.ending(kind, id, until, actor));
      case SUBJECT ->
          inTransaction("subject = $1", id, EventDraft.endingUpTo(kind, id, now, until, actor));
      case CLIENT ->
          inTransaction("client_id = $1", id, EventDraft.endingUpTo(kind, id, now, until, actor));
      case API_KEY, SIGNING_KEY, CLIENT_SECRET, SIGNING_KEYS_CHANGED, UNKNOWN ->
          throw new IllegalArgumentException("not by its identifier alone: " + kind);
    };
  }

  /** Kills one token until it has expired. */
  @InTime
  public Uni<Optional<Long>> killToken(String tokenId, Instant expiresAt, String actor) {
    EventDraft draft = EventDraft.ending(EventKind.TOKEN, tokenId, expiresAt, actor);
    return pool.withTransaction(connection -> log.append(connection, draft)).map(Optional::of);
  }

  private Uni<Optional<Long>> inTransaction(String families, String id, EventDraft draft) {
    return pool.withTransaction(
            connection ->
                endFamilies(connection, families, id)
                    .flatMap(ended -> log.append(connection, draft)))
        .map(Optional::of);
  }

  private static Uni<Void> endFamilies(SqlConnection connection, String families, String id) {
    return connection
        .preparedQuery(
            "UPDATE refresh_family SET revoked_at = now() WHERE revoked_at IS NULL AND " + families)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }
}
