package dev.postern.common.revocation;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * One entry of the log of security events.
 *
 * <p>A {@link Revoked} ends credentials and enters the table of revocations. A {@link Changed} only
 * says that copies of some data are out of date, and never enters that table.
 */
public sealed interface SecurityEvent {

  /** Credentials are revoked from now on. */
  record Revoked(long seq, RevocationKind kind, RevocationEntry entry, Instant createdAt)
      implements SecurityEvent {

    @Override
    public int code() {
      return kind.code();
    }

    @Override
    public RevocationEntry wireEntry() {
      return entry;
    }
  }

  /** Nothing is revoked; copies of this topic's data are out of date. */
  record Changed(long seq, Topic topic, Instant createdAt) implements SecurityEvent {

    @Override
    public int code() {
      return topic.code();
    }

    @Override
    public RevocationEntry wireEntry() {
      return new RevocationEntry(topic.key(""), Instant.EPOCH, createdAt);
    }
  }

  /** Its number: gapless, in the order of commits. */
  long seq();

  /** By the clock of the auth-service that wrote it. */
  Instant createdAt();

  /** The number on the wire and in the database: {@link RevocationKind#code} or that of a topic. */
  int code();

  /**
   * The entry on the wire. A change carries one for a reader that does not know its topic yet, and
   * so puts it into its table. It revokes nothing and has expired already.
   */
  RevocationEntry wireEntry();

  /**
   * Reads an event. A code that is neither a topic nor a kind belongs to a newer version: such an
   * event counts as a revocation of {@link RevocationKind#UNKNOWN} kind, so that its number is not
   * missing.
   *
   * @param entry read only if the event is a revocation
   */
  static SecurityEvent of(long seq, int code, Supplier<RevocationEntry> entry, Instant createdAt) {
    return Topic.ofCode(code)
        .<SecurityEvent>map(topic -> new Changed(seq, topic, createdAt))
        .orElseGet(() -> new Revoked(seq, RevocationKind.ofCode(code), entry.get(), createdAt));
  }
}
