package dev.postern.common.distribution;

import dev.postern.common.distribution.EventStream.Entry;
import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Reads the Redis Stream continuously and applies its entries to the state. To be used on one
 * context only.
 *
 * <p>No entry is taken twice, since an old heartbeat says nothing about now. If the stream ends
 * before the position read last, it is another stream, of a Redis that was emptied; that one is
 * read from its start.
 *
 * <p>A heartbeat that is read for the first time may be old, too: Redis keeps heartbeats while we
 * cannot reach it. A heartbeat is known to be younger than the read that last reached the end of
 * the stream, because that read did not see it.
 */
final class RedisStreamReader {

  /** Heartbeats come several times a second: without one for this long, Redis does not deliver. */
  static final Duration SILENCE = Duration.ofMillis(500);

  private final RevocationState state;
  private final EventStream stream;
  private final LongSupplier nanoTime;
  private Position position = Position.at(0);
  private long lastEntryNanos;
  private boolean reading;

  /** When the read that last reached the end of the stream was sent. */
  private OptionalLong atEndNanos = OptionalLong.empty();

  RedisStreamReader(RevocationState state, EventStream stream, LongSupplier nanoTime) {
    this.state = state;
    this.stream = stream;
    this.nanoTime = nanoTime;
    this.lastEntryNanos = nanoTime.getAsLong() - SILENCE.toNanos() - 1;
  }

  /** Continues with the entry after this event. */
  void startAfter(long seq) {
    position = Position.at(seq);
    atEndNanos = OptionalLong.empty();
  }

  boolean isSilent() {
    return nanoTime.getAsLong() - lastEntryNanos > SILENCE.toNanos();
  }

  /** Applies new entries. Does nothing while an earlier read is in progress. */
  Uni<Void> read(Executor context) {
    if (reading) {
      return Uni.createFrom().voidItem();
    }
    reading = true;
    long sentNanos = nanoTime.getAsLong();
    return stream
        .read(position)
        .emitOn(context)
        .invoke(entries -> apply(entries, sentNanos))
        .flatMap(this::lastIfSilent)
        .emitOn(context)
        .invoke(this::restartIfShorter)
        .onTermination()
        .invoke(() -> reading = false)
        .replaceWithVoid();
  }

  private void apply(List<Entry> entries, long sentNanos) {
    for (Entry entry : entries) {
      position = entry.position();
      entry.event().ifPresentOrElse(state::apply, () -> heartbeat(entry.position().seq()));
      lastEntryNanos = nanoTime.getAsLong();
    }
    if (entries.size() < EventStream.MAX_ENTRIES_A_READ) {
      atEndNanos = OptionalLong.of(sentNanos);
    }
  }

  private void heartbeat(long head) {
    atEndNanos.ifPresentOrElse(
        nanos -> state.heartbeat(head, nanos), () -> state.undatedHeartbeat(head));
  }

  private Uni<Optional<Position>> lastIfSilent(List<Entry> entries) {
    return entries.isEmpty() && isSilent()
        ? stream.last()
        : Uni.createFrom().item(Optional.of(position));
  }

  private void restartIfShorter(Optional<Position> last) {
    if (last.isEmpty()) {
      position = Position.at(state.seq());
    } else if (last.get().compareTo(position) < 0) {
      startAfter(state.seq());
    }
  }
}
