package dev.postern.common.auth;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Security events, as a verifier gets them. */
final class TestEvents {
  static final Duration MAX_STALENESS = Duration.ofSeconds(30);

  /** The policies by which decisions were made without fresh news. */
  static final List<WhenStale> COUNTED = new ArrayList<>();

  private TestEvents() {}

  /** A view that knows all there is, which is nothing, and whose clock stands still. */
  static RevocationState fresh() {
    return fresh(new AtomicLong());
  }

  /** The same, whose staleness goes by this clock in nanoseconds. */
  static RevocationState fresh(AtomicLong nanoTime) {
    RevocationState view = new RevocationState(InstantSource.fixed(TestCalls.NOW), nanoTime::get);
    view.loaded(0);
    view.heartbeat(0);
    return view;
  }

  static RevocationCheck revocation(RevocationState events) {
    return new RevocationCheck(
        events, MAX_STALENESS, InstantSource.fixed(TestCalls.NOW), COUNTED::add);
  }

  static void revoke(RevocationState events, RevocationKind kind, String id) {
    revoke(events, kind, id, RevocationEntry.FOREVER);
  }

  static void revoke(RevocationState events, RevocationKind kind, String id, Instant cutoff) {
    RevocationEntry entry =
        new RevocationEntry(RevocationKey.of(kind, id), cutoff, TestCalls.NOW.plusSeconds(60));
    events.apply(new Revoked(events.seq() + 1, kind, entry, TestCalls.NOW));
  }

  static void change(RevocationState events, Topic topic) {
    events.apply(new Changed(events.seq() + 1, topic, TestCalls.NOW));
  }
}
