package dev.postern.auth.event;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.distribution.EventConfirmation.Confirmations;
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
 * How far each live verifier has come. One that says nothing more counts as live until it denies by
 * itself, so that who waits for all of them waits for whoever could still let a dead token in.
 */
@Singleton
public class Verifiers implements Confirmations {
  /**
   * Not waited for until it is on disk: a crash of the database may put it back by a moment, which
   * has others wait longer, never shorter.
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
   * How many have an event in force.
   *
   * @param verifiers how many live ones there are
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

  @Override
  public boolean areWanted() {
    return true;
  }

  @Override
  public Uni<Void> send(ConfirmRequest request) {
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
   * Waits until all live verifiers have the event in force, or the time is over. What is waited for
   * has happened: that the database does not answer once is no reason to say that it has not.
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
