package dev.postern.auth.event;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.SecurityEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record of security events.
 *
 * <p>An event is written in the transaction of the change it announces, as its last statement: the
 * head row stays locked until the commit, so numbers are gapless and in the order of commits.
 */
@Singleton
public class SecurityEventLog {
  private static final String APPEND =
      """
      WITH head AS (UPDATE security_event_head SET seq = seq + 1 RETURNING seq)
      INSERT INTO security_event (seq, kind, subject_hash, cutoff, expires_at, actor, created_at)
      SELECT seq, $1, $2, $3, $4, $5, $6 FROM head
      RETURNING seq
      """;

  /** The same in the syntax of Hibernate. */
  private static final String APPEND_BY_NAME = APPEND.replace("$", ":p");

  private static final String READ =
      """
      SELECT h.seq AS head, e.seq, e.kind, e.subject_hash, e.cutoff, e.expires_at, e.created_at,
             clock_timestamp() AS read_at
        FROM security_event_head h
        LEFT JOIN LATERAL (
          SELECT * FROM security_event WHERE seq > $1 ORDER BY seq LIMIT $2
        ) e ON true
       ORDER BY e.seq
      """;

  private static final String PAGE =
      """
      SELECT seq, kind, subject_hash, cutoff, expires_at, created_at, actor
        FROM security_event WHERE seq > $1 ORDER BY seq LIMIT $2
      """;

  /**
   * A part of the log.
   *
   * @param head the number of the last event there is
   * @param readAt by the clock of the database
   */
  record Stretch(long head, List<SecurityEvent> events, Instant readAt) {

    /** Whether it continues a state that has all events up to this one. */
    boolean continues(long seq) {
      return events.isEmpty() ? head == seq : events.getFirst().seq() == seq + 1;
    }
  }

  private final Pool pool;
  private final InstantSource clock;

  SecurityEventLog(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Writes an event in the current session's transaction, after all changes made so far. */
  public Uni<Long> append(EventDraft draft) {
    Object[] values = values(draft);
    return Panache.getSession()
        .call(session -> session.flush())
        .flatMap(
            session -> {
              var query = session.createNativeQuery(APPEND_BY_NAME, Long.class);
              for (int i = 0; i < values.length; i++) {
                query.setParameter("p" + (i + 1), values[i]);
              }
              return query.getSingleResult();
            });
  }

  /** The same in a transaction of this connection. */
  public Uni<Long> append(SqlClient connection, EventDraft draft) {
    return connection
        .preparedQuery(APPEND)
        .execute(tuple(values(draft)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Reads events after this one, at most so many, as far as they were not purged. */
  Uni<Stretch> read(long after, int limit) {
    return pool.preparedQuery(READ).execute(Tuple.of(after, limit)).map(SecurityEventLog::stretch);
  }

  /** The number of the last event there is. */
  Uni<Long> head() {
    return pool.query("SELECT seq FROM security_event_head")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The events after this one, as operators see them. */
  @DatabaseTimeout
  public Uni<List<LoggedEvent>> page(long after, int limit) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(after, limit))
        .map(
            rows -> {
              List<LoggedEvent> page = new ArrayList<>();
              for (Row row : rows) {
                page.add(LoggedEvent.of(row));
              }
              return page;
            });
  }

  private Object[] values(EventDraft draft) {
    return new Object[] {
      (short) draft.code(),
      draft.subject().toBytes(),
      utc(draft.cutoff()),
      utc(draft.expiresAt()),
      draft.actor(),
      utc(clock.instant())
    };
  }

  /** The driver accepts bytes only as its own buffers. */
  private static Tuple tuple(Object[] values) {
    Tuple tuple = Tuple.tuple();
    for (Object value : values) {
      tuple.addValue(value instanceof byte[] bytes ? Buffer.buffer(bytes) : value);
    }
    return tuple;
  }

  private static Stretch stretch(RowSet<Row> rows) {
    long head = 0;
    Instant readAt = Instant.EPOCH;
    List<SecurityEvent> events = new ArrayList<>(rows.size());
    for (Row row : rows) {
      head = row.getLong(0);
      readAt = row.getOffsetDateTime(7).toInstant();
      @Nullable Long seq = row.getLong(1);
      if (seq != null) {
        events.add(event(seq, row));
      }
    }
    return new Stretch(head, events, readAt);
  }

  private static SecurityEvent event(long seq, Row row) {
    return SecurityEvent.of(
        seq, row.getShort(2), () -> entry(row), row.getOffsetDateTime(6).toInstant());
  }

  private static RevocationEntry entry(Row row) {
    return new RevocationEntry(
        RevocationKey.fromBytes(row.getBuffer(3).getBytes()),
        row.getOffsetDateTime(4).toInstant(),
        row.getOffsetDateTime(5).toInstant());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
