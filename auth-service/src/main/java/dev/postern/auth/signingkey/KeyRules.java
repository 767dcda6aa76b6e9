package dev.postern.auth.signingkey;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which changes of signing keys are allowed, and which are due. Pure. */
final class KeyRules {
  /** The largest number of keys that a verifier has to hold. */
  static final int MAX_PUBLISHED = 32;

  private KeyRules() {}

  /** Whether a key is due to be activated or removed. */
  static boolean isAnyDue(List<SigningKeyEntity> keys, Instant now) {
    return keys.stream().anyMatch(key -> key.mayActivate(now) || key.isOver(now));
  }

  /** Whether no key can sign if this one is revoked. */
  static boolean needsSuccessor(String revoked, List<SigningKeyEntity> published) {
    return published.stream()
            .anyMatch(key -> key.state == KeyState.ACTIVE && key.kid.equals(revoked))
        && published.stream().noneMatch(key -> key.state == KeyState.PENDING);
  }

  /**
   * One pending key at a time, so that a repeated call does not rotate twice, and no more keys than
   * verifiers can hold.
   *
   * @throws Refusal if no key can be added to these
   */
  static void mustHaveRoom(List<SigningKeyEntity> published) {
    Optional<SigningKeyEntity> pending =
        published.stream().filter(key -> key.state == KeyState.PENDING).findFirst();
    if (pending.isPresent()) {
      throw new Refusal(
          AuthError.CONFLICT,
          "Key %s is pending, and signs from %s on: one at a time."
              .formatted(pending.get().kid, pending.get().activatesAt));
    }
    if (published.size() >= MAX_PUBLISHED) {
      throw new Refusal(
          AuthError.CONFLICT, MAX_PUBLISHED + " keys are published: wait until one is removed.");
    }
  }

  /**
   * A key signs only after all verifiers have had the time to fetch it.
   *
   * @throws Refusal if they have not had it, or if the key is retired
   */
  static void mustBeActivable(SigningKeyEntity key, Instant now) {
    switch (key.state) {
      case ACTIVE -> {} // nothing to do
      case PENDING -> {
        if (!key.mayActivate(now)) {
          throw new Refusal(
              AuthError.CONFLICT,
              "Not all verifiers may have it yet: it may sign from " + key.activatesAt + " on.");
        }
      }
      case RETIRING, REMOVED ->
          throw new Refusal(AuthError.CONFLICT, "The key is " + key.state + ": it signs no more.");
    }
  }
}
