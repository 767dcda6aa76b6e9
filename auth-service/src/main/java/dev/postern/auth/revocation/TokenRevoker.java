package dev.postern.auth.revocation;

import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.auth.event.TokenRevocation;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Revokes tokens, and the refresh families that would issue new ones, in one transaction. Fails if
 * the database does.
 */
@Singleton
public class TokenRevoker implements TokenRevocation {
  /** A snapshot omits events that have expired here, and a verifier's clock may be slow. */
  private static final Duration CLOCK_MARGIN = Duration.ofMinutes(15);

  private final Pool pool;
  private final SecurityEventLog log;
  private final RevocationState events;
  private final InstantSource clock;

  TokenRevoker(Pool pool, SecurityEventLog log, RevocationState events, InstantSource clock) {
    this.pool = pool;
    this.events = events;
    this.log = log;
    this.clock = clock;
  }

  @Override
  @DatabaseTimeout
  public Uni<Optional<Long>> revoke(RevocationKind kind, String id, String actor) {
    Instant until = clock.instant().plus(EventDraft.LONGEST_TOKEN_LIFE);
    return kind == RevocationKind.TOKEN
        ? revokeToken(id, until, actor)
        : revokeAll(List.of(new RevocationTarget(kind, id)), actor);
  }

  /** Revokes all targets or none; the number of the last event. */
  @DatabaseTimeout
  public Uni<Optional<Long>> revokeAll(List<RevocationTarget> targets, String actor) {
    return pool.withTransaction(connection -> revokeEach(connection, targets, actor));
  }

  /**
   * The events come last, because writing one locks the log until the commit: see {@link
   * SecurityEventLog}. How far they reach is read after all families have stopped issuing.
   */
  private Uni<Optional<Long>> revokeEach(
      SqlConnection connection, List<RevocationTarget> targets, String actor) {
    return RefreshFamilyRevoker.end(connection, targets)
        .flatMap(
            ended ->
                RecentCutoffs.read(connection, clock.instant().truncatedTo(ChronoUnit.SECONDS)))
        .flatMap(recent -> append(connection, targets, recent, actor));
  }

  private Uni<Optional<Long>> append(
      SqlConnection connection,
      List<RevocationTarget> targets,
      RecentCutoffs recent,
      String actor) {
    Uni<Optional<Long>> last = Uni.createFrom().item(Optional.empty());
    for (RevocationTarget target : targets) {
      EventDraft draft = draft(target, recent, actor);
      last = last.flatMap(done -> log.append(connection, draft)).map(Optional::of);
    }
    return last;
  }

  private EventDraft draft(RevocationTarget target, RecentCutoffs recent, String actor) {
    RevocationKind kind = target.kind();
    String id = target.id();
    Instant until = clock.instant().plus(EventDraft.LONGEST_TOKEN_LIFE);
    return switch (kind) {
      case FAMILY -> EventDraft.revocation(kind, id, until, actor);
      case SUBJECT, CLIENT ->
          EventDraft.revocationUpTo(kind, id, cutoff(target, recent), until, actor);
      case TOKEN, API_KEY, SIGNING_KEY, CLIENT_SECRET, HMAC_KEY, UNKNOWN ->
          throw new IllegalArgumentException("not by its identifier alone: " + kind);
    };
  }

  /** Revokes one token until it has expired by every verifier's clock. */
  @DatabaseTimeout
  public Uni<Optional<Long>> revokeToken(String tokenId, Instant expiresAt, String actor) {
    EventDraft draft =
        EventDraft.revocation(RevocationKind.TOKEN, tokenId, expiresAt.plus(CLOCK_MARGIN), actor);
    return pool.withTransaction(connection -> log.append(connection, draft)).map(Optional::of);
  }

  /**
   * A token issued in the second of an earlier revocation is dated after it, so another revocation
   * in that second must reach as far. An order that is delivered late or repeatedly reaches no
   * further than the time of the order.
   */
  private Instant cutoff(RevocationTarget target, RecentCutoffs recent) {
    RevocationKey key = RevocationKey.of(target.kind(), target.id());
    Instant known = events.firstAlive(recent.now(), key);
    Instant logged = recent.lastDated(target.kind(), key);
    Instant cutoff = known.isAfter(logged) ? known : logged;
    return target.reach().filter(cutoff::isAfter).orElse(cutoff);
  }
}
