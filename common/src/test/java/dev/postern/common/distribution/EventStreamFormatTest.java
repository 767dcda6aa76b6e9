package dev.postern.common.distribution;

import static dev.postern.common.distribution.EventStreamCases.KEY;
import static dev.postern.common.distribution.EventStreamCases.done;
import static dev.postern.common.distribution.EventStreamCases.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.distribution.EventStream.Entry;
import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.redis.RedisProcess;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * The entries of the stream as other versions of Postern, or other programs, write and read them.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class EventStreamFormatTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_123L);

  private final Vertx vertx = Vertx.vertx();
  private final RedisProcess server = RedisProcess.standalone();
  private final Redis redis =
      Redis.createClient(vertx, new RedisOptions().setConnectionString(server.url()));
  private final EventStream stream = new EventStream(redis, KEY, TIMEOUT);

  @BeforeEach
  void empty() {
    assertThat(server.ask("FLUSHALL")).isEqualTo("+OK");
  }

  @AfterAll
  void stop() {
    redis.close();
    vertx.closeAndAwait();
    server.close();
  }

  @Test
  void skipsUnreadableEntry() {
    done(stream.append(event(1)));
    add("2-0", "entry", "not base64!");
    add("3-0", "entry", "AAAA");
    add("4-0", "entry", bytesOfAnEntry(), "kind", "no number");
    add("5-0", "kind", "1");
    add("6-0", "other", "field");
    done(stream.append(event(7)));

    assertThat(read())
        .containsExactly(
            entry(event(1)),
            withoutEvent(2),
            withoutEvent(3),
            withoutEvent(4),
            withoutEvent(5),
            withoutEvent(6),
            entry(event(7)));
  }

  @Test
  void readsEventOfNewerVersionAsUnknownKind() {
    add("1-0", "new", "field", "kind", "99", "entry", bytesOfAnEntry(), "at", "5");

    assertThat(read())
        .containsExactly(
            entry(
                new Revoked(
                    1, RevocationKind.UNKNOWN, event(1).wireEntry(), Instant.ofEpochMilli(5))));
  }

  /** Older versions put the entry of a change into their table, so that there must be one. */
  @Test
  void writesChangeWithAnEntryForOlderVersions() {
    done(stream.append(new Changed(1, Topic.SIGNING_KEYS, AT)));

    assertThat(fieldsOfFirstEntry())
        .hasSize(3)
        .contains("kind=8", "at=" + AT.toEpochMilli())
        .anyMatch(field -> field.startsWith("entry=") && isEntry(field.substring(6)));
  }

  @Test
  void readsChangeOfOlderOrNewerVersion() {
    add("1-0", "kind", "8", "entry", bytesOfAnEntry(), "at", "5");
    add("2-0", "kind", "10", "at", "6");

    assertThat(read())
        .containsExactly(
            entry(new Changed(1, Topic.SIGNING_KEYS, Instant.ofEpochMilli(5))),
            entry(new Changed(2, Topic.HMAC_KEYS, Instant.ofEpochMilli(6))));
  }

  private void add(String id, String... fields) {
    String[] words = new String[3 + fields.length];
    words[0] = "XADD";
    words[1] = KEY;
    words[2] = id;
    System.arraycopy(fields, 0, words, 3, fields.length);
    assertThat(server.ask(words)).startsWith("$");
  }

  private List<Entry> read() {
    return stream.read(Position.at(0)).await().atMost(TIMEOUT);
  }

  /** As {@code name=value}. */
  private List<String> fieldsOfFirstEntry() {
    Request all = Request.cmd(Command.XRANGE).arg(KEY).arg("-").arg("+");
    Response fields = redis.send(all).await().atMost(TIMEOUT).get(0).get(1);
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      pairs.add(fields.get(i) + "=" + fields.get(i + 1));
    }
    return pairs;
  }

  private static String bytesOfAnEntry() {
    return Base64.getEncoder().encodeToString(event(1).wireEntry().toBytes());
  }

  private static boolean isEntry(String base64) {
    return Base64.getDecoder().decode(base64).length == RevocationEntry.BYTES;
  }

  private static Entry entry(SecurityEvent event) {
    return new Entry(Position.at(event.seq()), Optional.of(event));
  }

  private static Entry withoutEvent(long seq) {
    return new Entry(Position.at(seq), Optional.empty());
  }
}
