package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventMessagesTest {
  private static final Instant AT = Instant.ofEpochSecond(1_800_000_000L, 123);
  private static final RevocationEntry ENTRY =
      new RevocationEntry(
          RevocationKey.of(RevocationKind.TOKEN, "token-1"),
          Instant.ofEpochSecond(1_800_000_000L),
          Instant.ofEpochSecond(1_800_000_060L));

  @Test
  void readsRevocationBack() {
    SecurityEvent event = new Revoked(7, RevocationKind.FAMILY, ENTRY, AT);

    assertThat(EventMessages.read(EventMessages.write(event))).isEqualTo(event);
  }

  /** Versions before the distinction fail on a message without an entry. */
  @ParameterizedTest
  @EnumSource(Topic.class)
  void writesChangeWithAnEntryAndReadsItBack(Topic topic) {
    SecurityEvent event = new Changed(7, topic, AT);

    dev.postern.auth.v1.SecurityEvent message = EventMessages.write(event);

    assertThat(message.getKind()).isEqualTo(topic.code());
    assertThat(message.getEntry().toByteArray()).hasSize(RevocationEntry.BYTES);
    assertThat(EventMessages.read(message)).isEqualTo(event);
  }

  @Test
  void readsUnknownCodeAsRevocationOfUnknownKind() {
    var message =
        EventMessages.write(new Revoked(7, RevocationKind.TOKEN, ENTRY, AT)).toBuilder()
            .setKind(99)
            .build();

    assertThat(EventMessages.read(message))
        .isEqualTo(new Revoked(7, RevocationKind.UNKNOWN, ENTRY, AT));
  }

  @Test
  void rejectsRevocationWithoutEntry() {
    var message =
        EventMessages.write(new Revoked(7, RevocationKind.TOKEN, ENTRY, AT)).toBuilder()
            .clearEntry()
            .build();

    assertThatThrownBy(() -> EventMessages.read(message))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
