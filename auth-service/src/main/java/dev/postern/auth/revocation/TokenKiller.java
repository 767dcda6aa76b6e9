package dev.postern.auth.revocation;

import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.event.EventKey;
import dev.postern.common.event.EventKind;
import dev.postern.common.event.EventView;
import dev.postern.common.event.Kill;
import dev.postern.common.transport.InTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Kills tokens, and the refresh families that would bring new ones, in one transaction. Fails if
 * the database does.
 */
@Singleton
public class TokenKiller {
  /** What can be killed by its identifier alone. */
  static final Set<EventKind> KINDS =
      Set.of(EventKind.TOKEN, EventKind.FAMILY, EventKind.SUBJECT, EventKind.CLIENT);

  /** A snapshot leaves out what has expired here; a verifier's clock may be behind. */
  private static final Duration CLOCK_MARGIN = Duration.ofMinutes(15);

  /** Behind all there is, by any clock. */
  private static final Instant WHENEVER = Kill.FOREVER;

  private final Pool pool;
  private final SecurityEventLog log;
  private final EventView events;
  private final InstantSource clock;

  TokenKiller(Pool pool, SecurityEventLog log, EventView events, InstantSource clock) {
    this.pool = pool;
    this.events = events;
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
    Instant until = clock.instant().plus(EventDraft.LONGEST_TOKEN_LIFE);
    return kind == EventKind.TOKEN
        ? killToken(id, until, actor)
        : killAll(List.of(new Target(kind, id)), actor);
  }

  /** The families to end, begun by then, and the event to append. */
  private record Step(String families, Optional<?> id, Instant begunBy, EventDraft draft) {}

  private Step step(Target target, String actor) {
    EventKind kind = target.kind();
    String id = target.id();
    Instant now = clock.instant();
    Instant until = now.plus(EventDraft.LONGEST_TOKEN_LIFE);
    return switch (kind) {
      case FAMILY ->
          new Step("id = $1", uuid(id), WHENEVER, EventDraft.ending(kind, id, until, actor));
      case SUBJECT ->
          new Step(
              "subject = $1",
              Optional.of(id),
              target.reach().orElse(WHENEVER),
              EventDraft.endingUpTo(kind, id, cutoff(target, now), until, actor));
      case CLIENT ->
          new Step(
              "client_id = $1",
              Optional.of(id),
              target.reach().orElse(WHENEVER),
              EventDraft.endingUpTo(kind, id, cutoff(target, now), until, actor));
      case TOKEN,
          API_KEY,
          SIGNING_KEY,
          CLIENT_SECRET,
          SIGNING_KEYS_CHANGED,
          HMAC_KEY,
          HMAC_KEY_CHANGED,
          UNKNOWN ->
          throw new IllegalArgumentException("not by its identifier alone: " + kind);
    };
  }

  /**
   * What to kill.
   *
   * @param kind {@code FAMILY}, {@code SUBJECT} or {@code CLIENT}
   * @param orderedAt when that was wanted, if it may be long ago: what began since lives on
   */
  public record Target(EventKind kind, String id, Optional<Instant> orderedAt) {

    /** Wanted now. */
    public Target(EventKind kind, String id) {
      this(kind, id, Optional.empty());
    }

    /**
     * Nothing that began later dies. Clocks differ, a change is committed a little after it was
     * ordered, and tokens may be dated ahead: hence not the very instant.
     */
    Optional<Instant> reach() {
      return orderedAt.map(instant -> instant.plusSeconds(Kill.MAX_SECONDS_AHEAD));
    }
  }

  /** All of them or none; the number of the last event. */
  @InTime
  public Uni<Optional<Long>> killAll(List<Target> targets, String actor) {
    return pool.withTransaction(connection -> killEach(connection, targets, actor));
  }

  private Uni<Optional<Long>> killEach(
      SqlConnection connection, List<Target> targets, String actor) {
    Uni<Optional<Long>> last = Uni.createFrom().item(Optional.empty());
    for (Target target : targets) {
      Step step = step(target, actor);
      last = last.flatMap(done -> take(step, connection)).map(Optional::of);
    }
    return last;
  }

  /** Kills one token until it has expired by every verifier's clock. */
  @InTime
  public Uni<Optional<Long>> killToken(String tokenId, Instant expiresAt, String actor) {
    EventDraft draft =
        EventDraft.ending(EventKind.TOKEN, tokenId, expiresAt.plus(CLOCK_MARGIN), actor);
    return pool.withTransaction(connection -> log.append(connection, draft)).map(Optional::of);
  }

  /**
   * A token issued in the second of an earlier kill is dated behind it: another kill in that second
   * must reach as far. However late and often an order comes, it reaches no further than its time.
   */
  private Instant cutoff(Target target, Instant now) {
    Instant cutoff = events.firstAlive(now, EventKey.of(target.kind(), target.id()));
    return target.reach().filter(cutoff::isAfter).orElse(cutoff);
  }

  /** The refresh family of this id; logins without refresh tokens may have ids of any form. */
  private static Optional<UUID> uuid(String id) {
    try {
      return Optional.of(UUID.fromString(id)).filter(uuid -> uuid.toString().equals(id));
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }

  private Uni<Long> take(Step step, SqlConnection connection) {
    return endFamilies(connection, step).flatMap(ended -> log.append(connection, step.draft()));
  }

  private static Uni<Void> endFamilies(SqlConnection connection, Step step) {
    if (step.id().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(
            "UPDATE refresh_family SET revoked_at = now()"
                + " WHERE revoked_at IS NULL AND created_at <= $2 AND "
                + step.families())
        .execute(Tuple.of(step.id().get(), step.begunBy().atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }
}
