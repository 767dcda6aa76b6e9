package dev.postern.auth.signingkey;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What may be done with signing keys, and what is due. Pure. */
final class KeyRules {
  /** How many keys verifiers must ever hold. */
  static final int MAX_PUBLISHED = 32;

  private KeyRules() {}

  /** Whether a key is to sign by now, or to go. */
  static boolean isAnyDue(List<SigningKeyEntity> keys, Instant now) {
    return keys.stream().anyMatch(key -> key.mayActivate(now) || key.isOver(now));
  }

  /** Whether there is none to sign with if this one is revoked. */
  static boolean needsSuccessor(String revoked, List<SigningKeyEntity> published) {
    return published.stream()
            .anyMatch(key -> key.state == KeyState.ACTIVE && key.kid.equals(revoked))
        && published.stream().noneMatch(key -> key.state == KeyState.PENDING);
  }

  /**
   * One successor at a time, so that a call sent twice does not rotate twice; and not more keys
   * than verifiers should have to hold.
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
   * A key signs only after all verifiers have had the time to get it.
   *
   * @throws Refusal if they have not, or if its time is over
   */
  static void mustBeActivable(SigningKeyEntity key, Instant now) {
    switch (key.state) {
      case ACTIVE -> {} // it is as wished
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
