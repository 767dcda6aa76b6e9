package dev.postern.auth.revocation;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The revocations after which tokens issued now are dated, read from the log: another replica may
 * have dated a token by an event that this one has not received yet.
 *
 * @param now the second in which they were read
 */
record RecentCutoffs(Instant now, List<Cutoff> cutoffs) {
  /** Of the last thousand events: fewer are written in the seconds that matter. */
  private static final String READ =
      """
      SELECT kind, subject_hash, cutoff FROM security_event
       WHERE seq > (SELECT seq FROM security_event_head) - 1000
         AND kind IN (%d, %d) AND cutoff >= $1 AND cutoff < $2
      """
          .formatted(RevocationKind.SUBJECT.code(), RevocationKind.CLIENT.code());

  /** A revocation of everything issued up to this second. */
  record Cutoff(RevocationKind kind, RevocationKey key, Instant cutoff) {}

  /**
   * Reads the revocations that reach into this second or further.
   *
   * @param now a whole second
   */
  static Uni<RecentCutoffs> read(SqlClient connection, Instant now) {
    return connection
        .preparedQuery(READ)
        .execute(
            Tuple.of(
                now.atOffset(ZoneOffset.UTC),
                now.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD).atOffset(ZoneOffset.UTC)))
        .map(rows -> new RecentCutoffs(now, cutoffs(rows)));
  }

  /**
   * The last second to which a token of this subject or client may be dated by now. A subject's
   * token is dated after the revocations of its client, too, and the client is not known here: so
   * all revocations of the other kind count.
   */
  Instant lastDated(RevocationKind kind, RevocationKey key) {
    Stream<Instant> after =
        cutoffs.stream()
            .filter(cutoff -> cutoff.kind() != kind || cutoff.key().equals(key))
            .map(cutoff -> Instant.ofEpochSecond(cutoff.cutoff().getEpochSecond() + 1));
    Instant latest = now.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD);
    return Stream.concat(Stream.of(now), after)
        .max(Comparator.naturalOrder())
        .filter(second -> second.isBefore(latest))
        .orElse(latest);
  }

  private static List<Cutoff> cutoffs(RowSet<Row> rows) {
    List<Cutoff> cutoffs = new ArrayList<>();
    for (Row row : rows) {
      cutoffs.add(
          new Cutoff(
              RevocationKind.ofCode(row.getShort(0)),
              RevocationKey.fromBytes(row.getBuffer(1).getBytes()),
              row.getOffsetDateTime(2).toInstant()));
    }
    return cutoffs;
  }
}
