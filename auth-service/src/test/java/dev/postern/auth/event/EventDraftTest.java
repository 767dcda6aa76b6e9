package dev.postern.auth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.Topic;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EventDraftTest {
  private static final Instant END = Instant.ofEpochSecond(1_800_000_000L);

  /** From {@code printf '\x01token-1' | sha256sum}. */
  @Test
  void revocationHasTheHashOfKindAndId() {
    EventDraft draft = EventDraft.revocation(RevocationKind.TOKEN, "token-1", END, "operator");

    assertThat(draft.code()).isEqualTo(1);
    assertThat(draft.subject().toBytes())
        .isEqualTo(HexFormat.of().parseHex("8107f648a587c1b8cc25e0525cbf90b6"));
    assertThat(draft.cutoff()).isEqualTo(RevocationEntry.FOREVER);
  }

  /** From {@code printf '\x0akey-1' | sha256sum}: operators see it in the list of events. */
  @Test
  void changeHasTheRowOfEarlierVersions() {
    EventDraft draft = EventDraft.change(Topic.HMAC_KEYS, "key-1", END, "operator");

    assertThat(draft.code()).isEqualTo(10);
    assertThat(draft.subject().toBytes())
        .isEqualTo(HexFormat.of().parseHex("774167a2e1045030d8a6a2ad0c3e3f94"));
    assertThat(draft.cutoff()).isEqualTo(RevocationEntry.FOREVER);
    assertThat(draft.expiresAt()).isEqualTo(END);
  }
}
