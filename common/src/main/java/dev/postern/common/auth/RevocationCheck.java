package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.key.ApiKey;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.session.CustomerSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether what was proven has been revoked since. In memory; asked at every request, and again and
 * again while a long call goes on.
 */
public final class RevocationCheck {

  /** No news of revocations has come for too long: nothing can be decided. */
  static final class EventsStale extends Exception {
    private static final long serialVersionUID = 1L;

    EventsStale() {
      super("no news of revocations", null, false, false);
    }
  }

  private static final EventsStale STALE = new EventsStale();

  private final RevocationState events;
  private final Duration maxStaleness;
  private final InstantSource clock;
  private final Consumer<WhenStale> staleDecisions;

  /**
   * @param staleDecisions told of each decision made without fresh news, and by which policy
   */
  public RevocationCheck(
      RevocationState events,
      Duration maxStaleness,
      InstantSource clock,
      Consumer<WhenStale> staleDecisions) {
    this.events = events;
    this.maxStaleness = maxStaleness;
    this.clock = clock;
    this.staleDecisions = staleDecisions;
  }

  /** Whether no news of revocations has come for too long. */
  public boolean isStale() {
    return events.staleness().compareTo(maxStaleness) > 0;
  }

  /**
   * The refusal, if there is one. What is known to be dead is refused however old the news are; as
   * long as there never were any, nobody is let in.
   */
  Optional<Decision> check(Proof proof, WhenStale policy) {
    Optional<Decision> refused = revoked(proof);
    if (refused.isPresent() || !isStale()) {
      return refused;
    }
    WhenStale applied = events.isLoaded() ? policy : WhenStale.DENY;
    staleDecisions.accept(applied);
    return switch (applied) {
      case DENY -> Optional.of(new Decision.Undecided(STALE));
      case ALLOW -> Optional.empty();
    };
  }

  /** The same, of a call let in before: its tokens may meanwhile have expired, too. */
  Optional<Decision> recheck(Proof proof, WhenStale policy) {
    Instant now = clock.instant();
    return proof
        .accessToken()
        .filter(token -> token.isExpired(now))
        .<Decision>map(token -> refused(AuthError.BEARER_EXPIRED, token.tokenId()))
        .or(
            () ->
                proof
                    .customerToken()
                    .filter(token -> token.isExpired(now))
                    .map(token -> refused(AuthError.CUSTOMER_TOKEN_EXPIRED, token.tokenId())))
        .or(
            () ->
                proof
                    .apiKey()
                    .filter(key -> key.isExpired(now))
                    .map(key -> refused(AuthError.API_KEY_INVALID, key.id())))
        .or(
            () ->
                proof
                    .session()
                    .filter(session -> session.isExpired(now))
                    .map(session -> refused(AuthError.SESSION_INVALID, session.id())))
        .or(() -> check(proof, policy));
  }

  private Optional<Decision> revoked(Proof proof) {
    if (proof.accessToken().filter(this::isRevoked).isPresent()) {
      return Optional.of(refused(AuthError.BEARER_REVOKED, proof.accessToken().get().tokenId()));
    }
    if (proof.apiKey().filter(this::isRevoked).isPresent()) {
      return Optional.of(refused(AuthError.API_KEY_INVALID, proof.apiKey().get().id()));
    }
    if (proof.signature().filter(this::isRevoked).isPresent()) {
      return Optional.of(refused(AuthError.SIGNATURE_INVALID, proof.signature().get().key().id()));
    }
    return proof
        .customerToken()
        .filter(this::isRevoked)
        .map(token -> refused(AuthError.CUSTOMER_TOKEN_REVOKED, token.tokenId()))
        .or(
            () ->
                proof
                    .session()
                    .filter(this::isRevoked)
                    .map(session -> refused(AuthError.SESSION_INVALID, session.id())));
  }

  private boolean isRevoked(CustomerSession session) {
    return session.eventKeys().stream().anyMatch(key -> events.revokes(key, session.startedAt()));
  }

  /** Whether an event has revoked this token. Says nothing of events that have not come yet. */
  public boolean isRevoked(VerifiedJwt token) {
    for (RevocationKey key : token.eventKeys()) {
      if (events.revokes(key, token.issuedAt())) {
        return true;
      }
    }
    return false;
  }

  /** A key that was revoked stays dead, whenever it was looked up. */
  private boolean isRevoked(ApiKey key) {
    return events.revokes(RevocationKind.API_KEY, key.id(), Instant.EPOCH);
  }

  /**
   * With its key or its client. That the client's tokens up to now were revoked is no end of keys.
   */
  private boolean isRevoked(VerifiedSignature signature) {
    return events.revokes(RevocationKind.HMAC_KEY, signature.key().id(), Instant.EPOCH)
        || events.revokes(
            RevocationKind.CLIENT, signature.key().clientId(), RevocationEntry.FOREVER);
  }

  private static Decision refused(AuthError error, String id) {
    return new Decision.Refused(error, "id " + id);
  }
}
