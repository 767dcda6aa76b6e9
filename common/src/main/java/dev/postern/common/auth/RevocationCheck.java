package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.revocation.RevocationState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether a proven credential has been revoked since. In memory; asked at every request, and
 * repeatedly during a long call.
 */
public final class RevocationCheck implements Check {

  /** The revocations known here are older than {@code max-staleness}. */
  static final class EventsStale extends Exception {
    private static final long serialVersionUID = 1L;

    EventsStale() {
      super("the known revocations are stale", null, false, false);
    }
  }

  private static final EventsStale STALE = new EventsStale();

  private final RevocationState state;
  private final Duration maxStaleness;
  private final InstantSource clock;
  private final Consumer<WhenStale> staleDecisions;

  /**
   * @param staleDecisions receives the policy of each decision made while stale
   */
  public RevocationCheck(
      RevocationState state,
      Duration maxStaleness,
      InstantSource clock,
      Consumer<WhenStale> staleDecisions) {
    this.state = state;
    this.maxStaleness = maxStaleness;
    this.clock = clock;
    this.staleDecisions = staleDecisions;
  }

  /** Whether the revocations known here are older than {@code max-staleness}. */
  public boolean isStale() {
    return state.staleness().compareTo(maxStaleness) > 0;
  }

  /**
   * A credential that is known to be revoked is refused even while stale. Before the first snapshot
   * is loaded, every request is denied.
   */
  @Override
  public Optional<Decision> check(Request request, Proof proof, Requirements needed) {
    return check(proof, needed.whenStale());
  }

  /** The same for a call that was allowed before: its credentials may have expired since, too. */
  @Override
  public Optional<Decision> recheck(Proof proof, Requirements needed) {
    Instant now = clock.instant();
    for (ProvenCredential credential : proof.credentials()) {
      if (credential.isExpired(now)) {
        return Optional.of(refused(credential.whenExpired(), credential, proof));
      }
    }
    return check(proof, needed.whenStale());
  }

  private Optional<Decision> check(Proof proof, WhenStale policy) {
    for (ProvenCredential credential : proof.credentials()) {
      if (credential.isRevokedIn(state)) {
        return Optional.of(refused(credential.whenRevoked(), credential, proof));
      }
    }
    return isStale() ? stale(proof, policy) : Optional.empty();
  }

  private Optional<Decision> stale(Proof proof, WhenStale policy) {
    WhenStale applied = state.isLoaded() ? policy : WhenStale.DENY;
    staleDecisions.accept(applied);
    return switch (applied) {
      case DENY -> Optional.of(new Decision.Undecided(STALE, proof.principal()));
      case ALLOW -> Optional.empty();
    };
  }

  /** Whether an event has revoked this token. Events still on their way are not known. */
  public boolean isRevoked(VerifiedJwt token) {
    return ProvenAccessToken.isRevoked(token, state);
  }

  private static Decision refused(AuthError error, ProvenCredential credential, Proof proof) {
    return new Decision.Refused(error, credential.publicId(), proof);
  }
}
