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
 * The revocations by which tokens issued now are dated ahead, as the log has them: a replica may
 * have issued one by an event that has not come here yet.
 *
 * @param now the second in which they were read
 */
record RecentCutoffs(Instant now, List<Cut> cuts) {
  /** Of the last thousand events: that many are not written in the seconds that matter. */
  private static final String READ =
      """
      SELECT kind, subject_hash, cutoff FROM security_event
       WHERE seq > (SELECT seq FROM security_event_head) - 1000
         AND kind IN (%d, %d) AND cutoff >= $1 AND cutoff < $2
      """
          .formatted(RevocationKind.SUBJECT.code(), RevocationKind.CLIENT.code());

  /** A revocation of what was issued up to this second. */
  record Cut(RevocationKind kind, RevocationKey key, Instant cutoff) {}

  /**
   * Reads those that reach into this second or further.
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
        .map(rows -> new RecentCutoffs(now, cuts(rows)));
  }

  /**
   * The last second to which a token of this subject or client may be dated by now. A subject's
   * token is dated behind the revocations of its client, too, whichever that is, and the reverse:
   * so those of the other kind count all.
   */
  Instant lastDated(RevocationKind kind, RevocationKey key) {
    Stream<Instant> behind =
        cuts.stream()
            .filter(cut -> cut.kind() != kind || cut.key().equals(key))
            .map(cut -> Instant.ofEpochSecond(cut.cutoff().getEpochSecond() + 1));
    Instant latest = now.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD);
    return Stream.concat(Stream.of(now), behind)
        .max(Comparator.naturalOrder())
        .filter(second -> second.isBefore(latest))
        .orElse(latest);
  }

  private static List<Cut> cuts(RowSet<Row> rows) {
    List<Cut> cuts = new ArrayList<>();
    for (Row row : rows) {
      cuts.add(
          new Cut(
              RevocationKind.ofCode(row.getShort(0)),
              RevocationKey.fromBytes(row.getBuffer(1).getBytes()),
              row.getOffsetDateTime(2).toInstant()));
    }
    return cuts;
  }
}
