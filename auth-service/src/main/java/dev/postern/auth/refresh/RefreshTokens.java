package dev.postern.auth.refresh;

import dev.postern.auth.credential.KeyedHash;
import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.EventLogPoller;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Begins families of refresh tokens and rotates them.
 *
 * <p>A token is used once and has one successor. If it is presented again within the grace, and its
 * successor is unused, it gets the identical answer, so that a client can repeat a request whose
 * answer was lost. If it is presented later, somebody has stolen it: the family is revoked with its
 * access tokens (RFC 9700 §4.14.2). Fails if the database does.
 */
@Singleton
public class RefreshTokens {
  private static final Logger LOGGER = Logger.getLogger(RefreshTokens.class);

  /** The loser of a race finds the token used the second time; a third time would be a bug. */
  private static final int MAX_ATTEMPTS = 2;

  /** A well-formed token, and what its caller decides. */
  private record Presentation(
      OpaqueToken token,
      Predicate<Family> belongs,
      BiFunction<Family, OpaqueToken, byte[]> answer) {}

  private final RefreshTokenStore store;
  private final SecurityEventLog events;
  private final EventLogPoller poller;
  private final Pool pool;
  private final KeyedHash keyedHash;
  private final GuardConfig guard;
  private final InstantSource clock;

  /**
   * @throws IllegalStateException if the grace is longer than it may be
   */
  RefreshTokens(
      RefreshTokenStore store,
      SecurityEventLog events,
      EventLogPoller poller,
      Pool pool,
      KeyedHash keyedHash,
      GuardConfig guard,
      RefreshConfig config,
      InstantSource clock) {
    if (config.grace().compareTo(RefreshConfig.LONGEST_GRACE) > 0 || config.grace().isNegative()) {
      throw new IllegalStateException("postern.refresh-token.grace: 0 to 60 s");
    }
    this.store = store;
    this.events = events;
    this.poller = poller;
    this.pool = pool;
    this.keyedHash = keyedHash;
    this.guard = guard;
    this.clock = clock;
  }

  /** The first token of a family. */
  public Uni<OpaqueToken> begin(NewFamily family) {
    OpaqueToken first = generate();
    return store.begin(family, first.id(), keyedHash.store(first.digest())).replaceWith(first);
  }

  /**
   * Uses a token.
   *
   * @param belongs whether a family belongs to the caller
   * @param answer makes the answer with an access token and this successor; it may refuse
   */
  public Uni<RefreshOutcome> rotate(
      String presented, Predicate<Family> belongs, BiFunction<Family, OpaqueToken, byte[]> answer) {
    return OpaqueToken.parse(presented)
        .filter(token -> token.is(OpaqueToken.Kind.REFRESH_TOKEN, guard.environment()))
        .map(token -> rotate(new Presentation(token, belongs, answer), MAX_ATTEMPTS))
        .orElseGet(() -> refused("form, checksum, kind or environment"));
  }

  /** The record of a token, live or not; empty if the token is unknown. */
  public Uni<Optional<StoredToken>> find(OpaqueToken presented) {
    return store
        .find(presented.id())
        .map(
            found ->
                found.filter(
                    token -> keyedHash.matches(Optional.of(token.digest()), presented.digest())));
  }

  private Uni<RefreshOutcome> rotate(Presentation presentation, int attempts) {
    return find(presentation.token()).flatMap(found -> decide(presentation, found, attempts));
  }

  private Uni<RefreshOutcome> decide(
      Presentation presentation, Optional<StoredToken> found, int attempts) {
    if (found.isEmpty() || !presentation.belongs().test(found.get().family())) {
      return refused("unknown, or not the caller's");
    }
    StoredToken token = found.get();
    if (token.isFamilyOver()) {
      return refused("the family has ended");
    }
    if (token.isUsed()) {
      return used(presentation.token(), token);
    }
    if (token.isIdleTooLong() || attempts == 0) {
      return refused("not used in time");
    }
    return use(presentation, token).flatMap(outcome -> orAgain(outcome, presentation, attempts));
  }

  private Uni<RefreshOutcome> orAgain(
      Optional<RefreshOutcome> outcome, Presentation presentation, int attempts) {
    return outcome
        .map(done -> Uni.createFrom().item(done))
        .orElseGet(() -> rotate(presentation, attempts - 1));
  }

  /** Empty if a concurrent request was first. */
  private Uni<Optional<RefreshOutcome>> use(Presentation presentation, StoredToken token) {
    OpaqueToken presented = presentation.token();
    OpaqueToken successor = generate();
    byte[] text = presentation.answer().apply(token.family(), successor);
    return store
        .use(
            presented.id(),
            AnswerSealer.seal(presented, text),
            successor.id(),
            keyedHash.store(successor.digest()))
        .map(
            done ->
                done
                    ? Optional.of(new RefreshOutcome.Rotated(token.family(), text))
                    : Optional.empty());
  }

  private Uni<RefreshOutcome> used(OpaqueToken presented, StoredToken token) {
    if (token.sealedAnswer().isPresent()) {
      byte[] answer = AnswerSealer.open(presented, token.sealedAnswer().get());
      return Uni.createFrom().item(new RefreshOutcome.AnsweredAgain(token.family(), answer));
    }
    LOGGER.warnf(
        "refresh token %s was used twice: family %s is revoked",
        presented.id(), token.family().id());
    return pool.withTransaction(connection -> revoke(connection, token.family()))
        .memoize()
        .indefinitely() // a cancelled transaction might keep its connection
        .ifNoItem()
        .after(guard.guard().dependencyTimeout())
        .fail()
        .invoke(poller::nudge)
        .replaceWith(new RefreshOutcome.NotRefreshed("used twice"));
  }

  private Uni<Void> revoke(SqlConnection connection, Family family) {
    EventDraft draft =
        EventDraft.revocation(
            RevocationKind.FAMILY,
            family.id().toString(),
            clock.instant().plus(EventDraft.LONGEST_TOKEN_LIFE),
            family.clientId());
    return RefreshTokenStore.end(connection, family.id())
        .flatMap(
            alive ->
                alive
                    ? events.append(connection, draft).replaceWithVoid()
                    : Uni.createFrom().voidItem());
  }

  private OpaqueToken generate() {
    return OpaqueToken.generate(OpaqueToken.Kind.REFRESH_TOKEN, guard.environment());
  }

  private static Uni<RefreshOutcome> refused(String reason) {
    return Uni.createFrom().item(new RefreshOutcome.NotRefreshed(reason));
  }
}
