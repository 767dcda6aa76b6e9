package dev.postern.auth.event;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which events are in force at each live verifier. A silent verifier counts as live until it denies
 * everything because it is stale. So a caller that waits for all live verifiers waits for every one
 * that could still accept a revoked token.
 */
@Singleton
public class Verifiers {
  /**
   * Commits asynchronously: a crash of the database may lose the last confirmations, which makes
   * others wait longer, never shorter.
   */
  private static final String CONFIRM =
      """
      WITH setting AS (SELECT set_config('synchronous_commit', 'off', true))
      INSERT INTO verifier (id, service, applied_seq, live_until)
      SELECT $1, $2, $3, now() + $4 * interval '1 millisecond' FROM setting
      ON CONFLICT (id) DO UPDATE
         SET applied_seq = excluded.applied_seq, live_until = excluded.live_until
      """;

  private static final Duration POLL = Duration.ofMillis(10);

  /**
   * At how many verifiers an event is in force.
   *
   * @param verifiers the number of live verifiers
   */
  public record Applied(long seq, int verifiers, int applied) {
    boolean isComplete() {
      return verifiers > 0 && applied == verifiers;
    }
  }

  private final Pool pool;
  private final Duration timeout;
  private final Uni<List<Long>> positions;

  Verifiers(Pool pool, GuardConfig config) {
    this.pool = pool;
    this.timeout = config.guard().dependencyTimeout();
    this.positions = Uni.createFrom().deferred(this::read).memoize().atLeast(POLL);
  }

  /** Stores how far a verifier has come, or forgets one that leaves. */
  Uni<Void> store(ConfirmRequest request) {
    UUID id = UUID.fromString(request.getVerifierId());
    Uni<?> done =
        request.getLeaving()
            ? pool.preparedQuery("DELETE FROM verifier WHERE id = $1").execute(Tuple.of(id))
            : pool.preparedQuery(CONFIRM)
                .execute(
                    Tuple.of(
                        id,
                        request.getService(),
                        request.getSeq(),
                        request.getMaxStalenessMillis()));
    return done.ifNoItem().after(timeout).fail().replaceWithVoid();
  }

  /**
   * Waits until the event is in force at all live verifiers, or the time is over. Its transaction
   * is committed, so the call does not fail when the database does not answer meanwhile.
   */
  public Uni<Applied> whenApplied(long seq, Duration patience) {
    return whenApplied(seq, System.nanoTime() + patience.toNanos());
  }

  private Uni<Applied> whenApplied(long seq, long deadline) {
    return positions
        .map(all -> count(seq, all))
        .onFailure(failure -> System.nanoTime() < deadline)
        .recoverWithItem(new Applied(seq, 0, 0))
        .flatMap(
            applied ->
                applied.isComplete() || System.nanoTime() > deadline
                    ? Uni.createFrom().item(applied)
                    : Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(POLL)
                        .flatMap(waited -> whenApplied(seq, deadline)));
  }

  private static Applied count(long seq, List<Long> positions) {
    long applied = positions.stream().filter(position -> position >= seq).count();
    return new Applied(seq, positions.size(), (int) applied);
  }

  private Uni<List<Long>> read() {
    return pool.query("SELECT applied_seq FROM verifier WHERE live_until > now()")
        .execute()
        .ifNoItem()
        .after(timeout)
        .fail()
        .map(
            rows -> {
              List<Long> positions = new ArrayList<>();
              for (Row row : rows) {
                positions.add(row.getLong(0));
              }
              return positions;
            });
  }
}
