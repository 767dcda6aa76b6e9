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
 * Reads the Redis Stream on and on, and feeds the view. To be used on one context only.
 *
 * <p>No entry is taken twice, for an old heartbeat says nothing of now. Only where the stream ends
 * before what was read of it is it another one, of a Redis that was emptied, and read anew.
 *
 * <p>A heartbeat read for the first time may be old, too: Redis keeps them while we cannot reach
 * it. Only what was not there when the end was last reached is known to be younger than that.
 */
final class RedisStreamReader {

  /** Heartbeats come several times a second: without one for this long, Redis does not deliver. */
  static final Duration SILENCE = Duration.ofMillis(500);

  private final RevocationState view;
  private final EventStream stream;
  private final LongSupplier nanoTime;
  private Position position = Position.at(0);
  private long heardNanos;
  private boolean reading;

  /** When the read that last came to the end was sent. */
  private OptionalLong atEndNanos = OptionalLong.empty();

  RedisStreamReader(RevocationState view, EventStream stream, LongSupplier nanoTime) {
    this.view = view;
    this.stream = stream;
    this.nanoTime = nanoTime;
    this.heardNanos = nanoTime.getAsLong() - SILENCE.toNanos() - 1;
  }

  /** What comes behind this event is next. */
  void startBehind(long seq) {
    position = Position.at(seq);
    atEndNanos = OptionalLong.empty();
  }

  boolean isSilent() {
    return nanoTime.getAsLong() - heardNanos > SILENCE.toNanos();
  }

  /** Takes what is new. Does nothing while an earlier read goes on. */
  Uni<Void> read(Executor context) {
    if (reading) {
      return Uni.createFrom().voidItem();
    }
    reading = true;
    long askedNanos = nanoTime.getAsLong();
    return stream
        .read(position)
        .emitOn(context)
        .invoke(entries -> take(entries, askedNanos))
        .flatMap(this::lastIfSilent)
        .emitOn(context)
        .invoke(this::beginAnewIfShorter)
        .onTermination()
        .invoke(() -> reading = false)
        .replaceWithVoid();
  }

  private void take(List<Entry> entries, long askedNanos) {
    for (Entry entry : entries) {
      position = entry.position();
      entry.event().ifPresentOrElse(view::apply, () -> beat(entry.position().seq()));
      heardNanos = nanoTime.getAsLong();
    }
    if (entries.size() < EventStream.MAX_ENTRIES_A_READ) {
      atEndNanos = OptionalLong.of(askedNanos);
    }
  }

  private void beat(long head) {
    atEndNanos.ifPresentOrElse(nanos -> view.heartbeat(head, nanos), () -> view.oldHeartbeat(head));
  }

  private Uni<Optional<Position>> lastIfSilent(List<Entry> taken) {
    return taken.isEmpty() && isSilent()
        ? stream.last()
        : Uni.createFrom().item(Optional.of(position));
  }

  private void beginAnewIfShorter(Optional<Position> last) {
    if (last.isEmpty()) {
      position = Position.at(view.seq());
    } else if (last.get().compareTo(position) < 0) {
      startBehind(view.seq());
    }
  }
}
