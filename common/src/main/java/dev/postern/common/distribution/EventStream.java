package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.SecurityEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The Redis Stream that carries security events. An event is the entry {@code seq-0}, so that a gap
 * shows. The entries {@code seq-n} after it are heartbeats: the log still ends at that event.
 *
 * <p>Single-key commands only. Fails if Redis does not answer in time. Redis may lose entries: the
 * log in the database has them all.
 */
public final class EventStream {

  /** The id of an entry. */
  public record Position(long seq, long sub) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::seq).thenComparingLong(Position::sub);

    /** The event of this number, before its heartbeats. */
    public static Position at(long seq) {
      return new Position(seq, 0);
    }

    /** Redis' numbers are unsigned; ours are never that large. */
    static Position parse(String id) {
      int dash = id.indexOf('-');
      return new Position(
          Long.parseUnsignedLong(id.substring(0, dash)),
          Long.parseUnsignedLong(id.substring(dash + 1)));
    }

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return seq + "-" + sub;
    }
  }

  /** An entry; one without an event is a heartbeat. */
  public record Entry(Position position, Optional<SecurityEvent> event) {}

  /** A read that returns fewer entries has reached the end. */
  static final int MAX_ENTRIES_A_READ = 1_000;

  private static final int MAX_LENGTH = 20_000;
  private static final String KIND = "kind";
  private static final String ENTRY = "entry";
  private static final String CREATED_AT = "at";
  private static final String HEARTBEAT = "beat";

  /** Redis' error for an id not above the last one: another replica has added the entry. */
  private static final String NOT_ABOVE_THE_LAST = "equal or smaller";

  private final Redis redis;
  private final String key;
  private final Duration timeout;

  public EventStream(Redis redis, String key, Duration timeout) {
    this.redis = redis;
    this.key = key;
    this.timeout = timeout;
  }

  /** The entries after this position, the oldest first, at most {@link #MAX_ENTRIES_A_READ}. */
  public Uni<List<Entry>> read(Position after) {
    Request range =
        Request.cmd(Command.XRANGE)
            .arg(key)
            .arg("(" + after)
            .arg("+")
            .arg("COUNT")
            .arg(MAX_ENTRIES_A_READ);
    return send(range).map(EventStream::entries);
  }

  /** The position of the last entry; empty if the stream is empty. */
  public Uni<Optional<Position>> last() {
    Request last = Request.cmd(Command.XREVRANGE).arg(key).arg("+").arg("-").arg("COUNT").arg(1);
    return send(last)
        .map(EventStream::entries)
        .map(entries -> entries.stream().findFirst().map(Entry::position));
  }

  /** Adds an event. Does nothing if another replica has added it, or a later one. */
  public Uni<Void> append(SecurityEvent event) {
    return add(
        Position.at(event.seq()),
        List.of(
            KIND,
            "" + event.code(),
            ENTRY,
            Base64.getEncoder().encodeToString(event.wireEntry().toBytes()),
            CREATED_AT,
            "" + event.createdAt().toEpochMilli()));
  }

  /** Says that the log ends at this position's event. */
  public Uni<Void> heartbeat(Position position) {
    return add(position, List.of(HEARTBEAT, "1"));
  }

  /** Deletes the stream, so that the next entry may have any number. */
  public Uni<Void> delete() {
    return send(Request.cmd(Command.DEL).arg(key)).replaceWithVoid();
  }

  private Uni<Void> add(Position position, List<String> fields) {
    Request add =
        Request.cmd(Command.XADD)
            .arg(key)
            .arg("MAXLEN")
            .arg("~")
            .arg(MAX_LENGTH)
            .arg(position.toString());
    fields.forEach(add::arg);
    return send(add).onFailure(EventStream::isNotAboveTheLast).recoverWithNull().replaceWithVoid();
  }

  private Uni<Response> send(Request request) {
    return redis.send(request).ifNoItem().after(timeout).fail();
  }

  private static boolean isNotAboveTheLast(Throwable failure) {
    return failure instanceof ErrorType
        && String.valueOf(failure.getMessage()).contains(NOT_ABOVE_THE_LAST);
  }

  private static List<Entry> entries(Response response) {
    List<Entry> entries = new ArrayList<>();
    for (Response entry : response) {
      entries.add(entry(Position.parse(entry.get(0).toString()), entry.get(1)));
    }
    return entries;
  }

  /** An entry that cannot be read is no event: readers notice that its number is missing. */
  private static Entry entry(Position position, Response fields) {
    boolean isHeartbeat = field(fields, KIND).isEmpty() && field(fields, ENTRY).isEmpty();
    try {
      return new Entry(
          position, isHeartbeat ? Optional.empty() : Optional.of(event(position.seq(), fields)));
    } catch (IllegalArgumentException unreadable) {
      return new Entry(position, Optional.empty());
    }
  }

  private static SecurityEvent event(long seq, Response fields) {
    int code = field(fields, KIND).map(Integer::parseInt).orElse(0);
    long at = field(fields, CREATED_AT).map(Long::parseLong).orElse(0L);
    return SecurityEvent.of(seq, code, () -> revocation(fields), Instant.ofEpochMilli(at));
  }

  /** A change has an entry, too, which is not read. */
  private static RevocationEntry revocation(Response fields) {
    return field(fields, ENTRY)
        .map(Base64.getDecoder()::decode)
        .map(RevocationEntry::fromBytes)
        .orElseThrow(() -> new IllegalArgumentException("a revocation without an entry"));
  }

  /** Names and values alternate. */
  private static Optional<String> field(Response fields, String name) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals(name)) {
        return Optional.of(fields.get(i + 1).toString());
      }
    }
    return Optional.empty();
  }
}
