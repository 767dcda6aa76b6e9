package dev.postern.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.AuthError;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyRulesTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration LEAD = Duration.ofMinutes(10);
  private static final Duration RETIRE_AFTER = Duration.ofHours(25);

  private static SigningKeyEntity pending(String kid) {
    SigningKeyEntity key = new SigningKeyEntity();
    key.kid = kid;
    key.algorithm = SigningAlgorithm.ES256;
    key.sealedPrivate = new byte[] {1};
    key.publish(NOW, LEAD);
    return key;
  }

  private static SigningKeyEntity active(String kid) {
    SigningKeyEntity key = pending(kid);
    key.activate(NOW.plus(LEAD));
    return key;
  }

  private static SigningKeyEntity retiring(String kid) {
    SigningKeyEntity key = active(kid);
    key.retire(NOW, RETIRE_AFTER);
    return key;
  }

  private static void assertConflict(Runnable change, String detail) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.error()).isEqualTo(AuthError.CONFLICT);
              assertThat(refusal.detail()).contains(detail);
            });
  }

  @Test
  void activatesPendingKeyOnlyAfterItsLead() {
    List<SigningKeyEntity> keys = List.of(active("a"), pending("b"));
    assertThat(KeyRules.isAnyDue(keys, NOW.plus(LEAD).minusMillis(1))).isFalse();
    assertThat(KeyRules.isAnyDue(keys, NOW.plus(LEAD))).isTrue();
  }

  @Test
  void removesRetiringKeyOnlyAfterItsLastTokenHasExpired() {
    List<SigningKeyEntity> keys = List.of(active("a"), retiring("b"));
    assertThat(KeyRules.isAnyDue(keys, NOW.plus(RETIRE_AFTER).minusMillis(1))).isFalse();
    assertThat(KeyRules.isAnyDue(keys, NOW.plus(RETIRE_AFTER))).isTrue();
  }

  @Test
  void rejectsActivationBeforeTheLeadAndNamesTheTime() {
    SigningKeyEntity key = pending("a");
    assertConflict(
        () -> KeyRules.mustBeActivable(key, NOW.plus(LEAD).minusMillis(1)), "2030-01-01T00:10:00Z");
    assertThatCode(() -> KeyRules.mustBeActivable(key, NOW.plus(LEAD))).doesNotThrowAnyException();
  }

  @Test
  void acceptsActivationOfActiveKeyAndRejectsThatOfOldOnes() {
    assertThatCode(() -> KeyRules.mustBeActivable(active("a"), NOW)).doesNotThrowAnyException();
    assertConflict(() -> KeyRules.mustBeActivable(retiring("a"), NOW), "RETIRING");
    SigningKeyEntity removed = retiring("a");
    removed.remove(NOW);
    assertConflict(() -> KeyRules.mustBeActivable(removed, NOW), "REMOVED");
  }

  @Test
  void rejectsSecondPendingKey() {
    assertThatCode(() -> KeyRules.mustHaveRoom(List.of(active("a"), retiring("b"))))
        .doesNotThrowAnyException();
    assertConflict(() -> KeyRules.mustHaveRoom(List.of(active("a"), pending("b"))), "Key b");
  }

  @Test
  void rejectsMoreThanTheLargestNumberOfPublishedKeys() {
    List<SigningKeyEntity> keys =
        IntStream.range(0, KeyRules.MAX_PUBLISHED).mapToObj(i -> retiring("k" + i)).toList();
    assertConflict(() -> KeyRules.mustHaveRoom(keys), "wait until one is removed");
    assertThatCode(() -> KeyRules.mustHaveRoom(keys.subList(1, keys.size())))
        .doesNotThrowAnyException();
  }

  @Test
  void needsSuccessorOnlyForTheActiveKeyWithoutAPendingOne() {
    assertThat(KeyRules.needsSuccessor("a", List.of(active("a"), retiring("b")))).isTrue();
    assertThat(KeyRules.needsSuccessor("a", List.of(active("a"), pending("b")))).isFalse();
    assertThat(KeyRules.needsSuccessor("b", List.of(active("a"), retiring("b")))).isFalse();
    assertThat(KeyRules.needsSuccessor("c", List.of(active("a")))).isFalse();
  }

  @Test
  void keepsNoPrivateHalfOfAKeyThatNoLongerSigns() {
    assertThat(active("a").sealedPrivate).isNotNull();
    assertThat(retiring("a").sealedPrivate).isNull();
    SigningKeyEntity revoked = active("a");
    revoked.remove(NOW);
    assertThat(revoked.sealedPrivate).isNull();
  }

  @Test
  void keepsTheFirstTimeOfRemoval() {
    SigningKeyEntity key = active("a");
    key.remove(NOW);
    key.remove(NOW.plusSeconds(60));
    assertThat(key.removedAt).isEqualTo(NOW);
  }

  @Test
  void showsThatAnEmergencyKeySignedBeforeItsTime() {
    SigningKeyEntity key = pending("a");
    key.activate(NOW.plusSeconds(1));
    assertThat(key.activatesAt).isEqualTo(NOW.plusSeconds(1)).isEqualTo(key.activatedAt);
  }

  @Test
  void isRemovedByAgeOnlyAfterItsTime() {
    SigningKeyEntity key = retiring("a");
    assertThat(key.isRemovedByAge()).isFalse();

    key.remove(NOW.plus(RETIRE_AFTER));

    assertThat(key.isRemovedByAge()).isTrue();
  }

  @Test
  void isNotRemovedByAgeIfEverRevoked() {
    Instant end = NOW.plus(RETIRE_AFTER);
    SigningKeyEntity gone = retiring("d");
    gone.remove(end);
    for (SigningKeyEntity key : List.of(pending("a"), active("b"), retiring("c"), gone)) {
      key.revoke(end.plusSeconds(1));
      assertThat(key.state).isEqualTo(KeyState.REMOVED);
      assertThat(key.isRemovedByAge()).as(key.kid).isFalse();
    }
    assertThat(gone.removedAt).isEqualTo(end);
  }

  /** As keys were revoked before: {@code removes_at} was left as it was. */
  @Test
  void isNotRemovedByAgeIfRemovedBeforeItsTime() {
    SigningKeyEntity key = retiring("a");
    key.remove(NOW.plus(RETIRE_AFTER).minusMillis(1));
    assertThat(key.isRemovedByAge()).isFalse();
  }
}
