package dev.postern.auth.refresh;

import dev.postern.auth.digest.KeyedHash;
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
 * <p>A token is used once and has one successor. Presented again within the grace, and before its
 * successor was used, it gets the very same answer, so that a lost one can be fetched again.
 * Presented later it has been stolen, from one or the other: the family dies, and its access tokens
 * with it (RFC 9700 §4.14.2). Fails if the database does.
 */
@Singleton
public class RefreshTokens {
  private static final Logger LOGGER = Logger.getLogger(RefreshTokens.class);

  /** Whoever loses a race finds the token used; a third turn would be a fault. */
  private static final int TURNS = 2;

  private final RefreshTokenStore store;
  private final SecurityEventLog events;
  private final EventLogPoller tail;
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
      EventLogPoller tail,
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
    this.tail = tail;
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
   * @param belongs whether the family is the caller's
   * @param answer makes the answer, with an access token and this successor; it may refuse
   */
  public Uni<Rotation> rotate(
      String presented, Predicate<Family> belongs, BiFunction<Family, OpaqueToken, byte[]> answer) {
    return OpaqueToken.parse(presented)
        .filter(token -> token.is(OpaqueToken.Kind.REFRESH_TOKEN, guard.environment()))
        .map(token -> rotate(token, belongs, answer, TURNS))
        .orElseGet(() -> refused("form, checksum, kind or environment"));
  }

  /** What is known of a token, dead or alive. */
  public Uni<Optional<StoredToken>> find(OpaqueToken presented) {
    return store
        .find(presented.id())
        .map(
            found ->
                found.filter(
                    token -> keyedHash.matches(Optional.of(token.digest()), presented.digest())));
  }

  private Uni<Rotation> rotate(
      OpaqueToken presented,
      Predicate<Family> belongs,
      BiFunction<Family, OpaqueToken, byte[]> answer,
      int turns) {
    return find(presented)
        .flatMap(
            found -> {
              if (found.isEmpty() || !belongs.test(found.get().family())) {
                return refused("unknown, or another's");
              }
              StoredToken token = found.get();
              if (token.isFamilyOver()) {
                return refused("the family is over");
              }
              if (token.isUsed()) {
                return used(presented, token);
              }
              return token.isIdleTooLong() || turns == 0
                  ? refused("not used in time")
                  : use(presented, token, answer)
                      .flatMap(
                          rotation ->
                              rotation
                                  .map(done -> Uni.createFrom().item(done))
                                  .orElseGet(() -> rotate(presented, belongs, answer, turns - 1)));
            });
  }

  /** Nothing if somebody else was first. */
  private Uni<Optional<Rotation>> use(
      OpaqueToken presented, StoredToken token, BiFunction<Family, OpaqueToken, byte[]> answer) {
    OpaqueToken successor = generate();
    byte[] text = answer.apply(token.family(), successor);
    return store
        .use(
            presented.id(),
            AnswerSealer.seal(presented, text),
            successor.id(),
            keyedHash.store(successor.digest()))
        .map(
            done ->
                done ? Optional.of(new Rotation.Rotated(token.family(), text)) : Optional.empty());
  }

  private Uni<Rotation> used(OpaqueToken presented, StoredToken token) {
    if (token.sealedAnswer().isPresent()) {
      byte[] answer = AnswerSealer.open(presented, token.sealedAnswer().get());
      return Uni.createFrom().item(new Rotation.Repeated(token.family(), answer));
    }
    LOGGER.warnf(
        "refresh token %s was used twice: family %s dies", presented.id(), token.family().id());
    return pool.withTransaction(connection -> revoke(connection, token.family()))
        .memoize()
        .indefinitely() // broken off, it might keep its connection
        .ifNoItem()
        .after(guard.guard().dependencyTimeout())
        .fail()
        .invoke(tail::nudge)
        .replaceWith(new Rotation.Refused("used twice"));
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

  private static Uni<Rotation> refused(String why) {
    return Uni.createFrom().item(new Rotation.Refused(why));
  }
}
