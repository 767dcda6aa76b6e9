package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityEventTest {
  private static final Instant AT = Instant.ofEpochSecond(1_800_000_000L);
  private static final RevocationEntry ENTRY =
      new RevocationEntry(
          RevocationKey.of(RevocationKind.TOKEN, "token-1"), AT, AT.plusSeconds(60));

  /** They are on the wire and in databases. */
  @ParameterizedTest
  @CsvSource({"SIGNING_KEYS,8,signing-keys-changed", "HMAC_KEYS,10,hmac-key-changed"})
  void codesAndLabelsOfTopicsNeverChange(Topic topic, int code, String label) {
    assertThat(topic.code()).isEqualTo(code);
    assertThat(topic.label()).isEqualTo(label);
  }

  @Test
  void noTopicHasTheCodeOfARevocation() {
    IntStream codes =
        IntStream.concat(
            Arrays.stream(Topic.values()).mapToInt(Topic::code),
            Arrays.stream(RevocationKind.values()).mapToInt(RevocationKind::code));

    assertThat(codes.boxed()).doesNotHaveDuplicates();
  }

  @Test
  void noTopicHasTheLabelOfARevocation() {
    assertThat(
            Stream.concat(
                Arrays.stream(Topic.values()).map(Topic::label),
                Arrays.stream(RevocationKind.values()).map(RevocationKind::label)))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(RevocationKind.class)
  void readsRevocationsBack(RevocationKind kind) {
    SecurityEvent event = new Revoked(7, kind, ENTRY, AT);

    assertThat(SecurityEvent.of(7, event.code(), event::wireEntry, AT)).isEqualTo(event);
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void readsChangesBack(Topic topic) {
    SecurityEvent event = new Changed(7, topic, AT);

    assertThat(SecurityEvent.of(7, event.code(), event::wireEntry, AT)).isEqualTo(event);
  }

  /** As versions before this one wrote it: with an entry like that of a revocation. */
  @ParameterizedTest
  @EnumSource(Topic.class)
  void readsChangeOfOlderVersion(Topic topic) {
    assertThat(SecurityEvent.of(7, topic.code(), () -> ENTRY, AT))
        .isEqualTo(new Changed(7, topic, AT));
  }

  @Test
  void readsChangeWithoutEntry() {
    assertThat(SecurityEvent.of(7, 8, () -> RevocationEntry.fromBytes(new byte[0]), AT))
        .isEqualTo(new Changed(7, Topic.SIGNING_KEYS, AT));
  }

  @Test
  void rejectsRevocationWithoutEntry() {
    assertThatThrownBy(
            () -> SecurityEvent.of(7, 1, () -> RevocationEntry.fromBytes(new byte[0]), AT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 11, 99, 256 + 8})
  void readsCodeOfNewerVersionAsRevocationOfUnknownKind(int code) {
    assertThat(SecurityEvent.of(7, code, () -> ENTRY, AT))
        .isEqualTo(new Revoked(7, RevocationKind.UNKNOWN, ENTRY, AT));
  }

  /** A reader that takes a change for a revocation revokes nothing, and forgets it soon. */
  @ParameterizedTest
  @EnumSource(Topic.class)
  void entryOfChangeOnTheWireRevokesNothingAndHasExpired(Topic topic) {
    RevocationEntry entry = new Changed(7, topic, AT).wireEntry();

    assertThat(entry.cutoff()).isEqualTo(Instant.EPOCH);
    assertThat(entry.expiresAt()).isEqualTo(AT);
    assertThat(RevocationEntry.fromBytes(entry.toBytes())).isEqualTo(entry);
  }
}
