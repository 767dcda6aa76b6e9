package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
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
 * shows; behind it, as {@code seq-n}, come heartbeats: the log still ends there.
 *
 * <p>Single-key commands only. Fails if Redis does not answer in time; what Redis has lost is
 * missing here and nowhere else.
 */
public final class EventStream {

  /** The id of an entry. */
  public record Position(long seq, long sub) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::seq).thenComparingLong(Position::sub);

    /** Behind the event of this number, before its heartbeats. */
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

  /** A read that gives fewer has come to the end. */
  static final int MAX_ENTRIES_A_READ = 1_000;

  private static final int MAX_LENGTH = 20_000;
  private static final String KIND = "kind";
  private static final String ENTRY = "entry";
  private static final String CREATED_AT = "at";

  /** What Redis says to an id that is not above the last: somebody else was first. */
  private static final String NOT_ABOVE_THE_LAST = "equal or smaller";

  private final Redis redis;
  private final String key;
  private final Duration timeout;

  public EventStream(Redis redis, String key, Duration timeout) {
    this.redis = redis;
    this.key = key;
    this.timeout = timeout;
  }

  /** What comes behind this position, the oldest first, bounded. */
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

  /** The last entry's position, if there is any entry. */
  public Uni<Optional<Position>> last() {
    Request last = Request.cmd(Command.XREVRANGE).arg(key).arg("+").arg("-").arg("COUNT").arg(1);
    return send(last)
        .map(EventStream::entries)
        .map(entries -> entries.stream().findFirst().map(Entry::position));
  }

  /** Adds an event. Nothing happens if another replica has done so, or has come further. */
  public Uni<Void> append(SecurityEvent event) {
    return add(
        Position.at(event.seq()),
        List.of(
            KIND,
            "" + event.kind().code(),
            ENTRY,
            Base64.getEncoder().encodeToString(event.entry().octets()),
            CREATED_AT,
            "" + event.createdAt().toEpochMilli()));
  }

  /** Says that the log ends at this position's event. */
  public Uni<Void> heartbeat(Position position) {
    return add(position, List.of("beat", "1"));
  }

  /** Lets it begin anew. */
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

  /** What cannot be read is no event: that its number is missing will be noticed. */
  private static Entry entry(Position position, Response fields) {
    try {
      Optional<SecurityEvent> event =
          field(fields, ENTRY)
              .map(Base64.getDecoder()::decode)
              .map(entry -> event(position.seq(), RevocationEntry.of(entry), fields));
      return new Entry(position, event);
    } catch (IllegalArgumentException unreadable) {
      return new Entry(position, Optional.empty());
    }
  }

  private static SecurityEvent event(long seq, RevocationEntry entry, Response fields) {
    int kind = field(fields, KIND).map(Integer::parseInt).orElse(0);
    long at = field(fields, CREATED_AT).map(Long::parseLong).orElse(0L);
    return new SecurityEvent(seq, RevocationKind.ofCode(kind), entry, Instant.ofEpochMilli(at));
  }

  /** Fields and values take turns. */
  private static Optional<String> field(Response fields, String name) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals(name)) {
        return Optional.of(fields.get(i + 1).toString());
      }
    }
    return Optional.empty();
  }
}
