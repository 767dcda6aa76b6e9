package dev.postern.customer.session;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionDirectory;
import dev.postern.customer.account.Customer;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.session.SessionStore.NewSession;
import dev.postern.customer.token.IssuedToken;
import dev.postern.customer.token.TokenSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Begins, finds and ends customers' sessions. Refuses by {@link Refusal}; fails if the database or
 * auth-service does.
 */
@Singleton
public class Sessions implements SessionDirectory {

  /**
   * A login of a customer who has been recognised.
   *
   * @param replaced the cookie that came with it: its session ends, so that nobody's cookie
   *     outlives a login that sets another
   */
  public record Login(
      Customer customer, Channel channel, SessionMode mode, Optional<Secret> replaced) {}

  /** A session just begun, with what proves it: a token or a cookie. */
  public record Begun(
      CustomerSession session, Optional<IssuedToken> token, Optional<Secret> cookie) {}

  private final SessionStore store;
  private final CookieSealer sealer;
  private final RevocationOutbox revocationOutbox;
  private final TokenSource tokens;
  private final RevocationState events;
  private final SessionConfig config;
  private final InstantSource clock;

  /**
   * @throws IllegalStateException if the configuration is not sound
   */
  Sessions(
      SessionStore store,
      CookieSealer sealer,
      RevocationOutbox revocationOutbox,
      TokenSource tokens,
      RevocationState events,
      SessionConfig config,
      InstantSource clock) {
    SessionConfig.mustBeSound(config);
    this.store = store;
    this.sealer = sealer;
    this.revocationOutbox = revocationOutbox;
    this.tokens = tokens;
    this.events = events;
    this.config = config;
    this.clock = clock;
  }

  /** A session of its own for each login: one that came with it is never taken over. */
  public Uni<Begun> begin(Login login) {
    UUID id = UUID.randomUUID();
    Uni<Begun> begun =
        switch (login.mode()) {
          case COOKIE -> beginWithCookie(id, login);
          case TOKEN, REFRESHABLE -> beginWithToken(id, login);
        };
    return begun.call(done -> endOldest(login.customer()));
  }

  @Override
  public Uni<Optional<CustomerSession>> find(Secret cookie) {
    return sealer
        .open(cookie)
        .map(id -> store.find(id).flatMap(this::see))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(found -> found.map(StoredSession::toCustomerSession));
  }

  /**
   * A fresh token of a session that is still live, and lives as long as it at least. What ends the
   * session while the token is made is seen before anybody gets it; what comes later revokes it.
   * Refused where refresh tokens carry the login on: theft is noticed by those alone.
   */
  public Uni<IssuedToken> freshToken(CustomerSession session, Channel channel) {
    return mustBeLive(session)
        .invoke(Sessions::mustNotBeRefreshable)
        .flatMap(
            live ->
                tokens
                    .issue(new TokenSource.Wanted(session.customerId(), channel, live.id(), false))
                    .call(token -> mustStillLive(live, Duration.ofSeconds(token.expiresIn()))));
  }

  /** A customer's live sessions, in the order of their ids, behind the one named. */
  Uni<List<StoredSession>> page(String customerId, UUID after, int limit) {
    return store
        .page(customerId, after, limit)
        .flatMap(
            found -> {
              List<UUID> revoked =
                  found.stream().filter(this::isRevoked).map(StoredSession::id).toList();
              return revoked.isEmpty()
                  ? Uni.createFrom().item(found)
                  : store.endRevoked(revoked).flatMap(done -> page(customerId, after, limit));
            });
  }

  /**
   * An operator revokes by events alone, and the row does not know; nor does a token made behind
   * the revoke.
   */
  private boolean isRevoked(StoredSession session) {
    return session.toCustomerSession().eventKeys().stream()
        .anyMatch(key -> events.revokes(key, session.startedAt()));
  }

  /**
   * Refuses if the customer has no such session. That it is over already is no failure as long as
   * its tokens may not be.
   */
  Uni<Void> end(CustomerSession mine, UUID id) {
    return revocationOutbox.carryOutWithWhatIsLeft(
        mine.customerId(),
        transaction ->
            store
                .end(transaction, id, mine.customerId())
                .call(
                    orders ->
                        orders.isEmpty()
                            ? mustBePending(transaction, id, mine)
                            : Uni.createFrom().voidItem()));
  }

  private Uni<Boolean> mustBePending(SqlClient transaction, UUID id, CustomerSession mine) {
    return store
        .isEndPending(transaction, id, mine.customerId())
        .invoke(
            pending -> {
              if (!pending) {
                throw new Refusal(AuthError.NOT_FOUND);
              }
            });
  }

  /**
   * Ends the session that the caller came with. If it is over already its tokens may still live, as
   * the caller's does: they are revoked again.
   */
  Uni<Void> endThis(CustomerSession mine) {
    UUID id = id(mine).orElseThrow(() -> new Refusal(AuthError.SESSION_INVALID));
    return revocationOutbox.carryOutWithWhatIsLeft(
        mine.customerId(),
        transaction ->
            store
                .end(transaction, id, mine.customerId())
                .flatMap(
                    orders ->
                        orders.isEmpty()
                            ? againUnlessPending(transaction, id, mine)
                            : Uni.createFrom().item(orders)));
  }

  private Uni<List<RevocationOrder>> againUnlessPending(
      SqlClient transaction, UUID id, CustomerSession mine) {
    return store
        .isEndPending(transaction, id, mine.customerId())
        .map(
            pending ->
                pending ? List.of() : List.of(RevocationOrder.ofSession(id, mine.customerId())));
  }

  Uni<Void> endOthers(CustomerSession mine) {
    UUID kept = id(mine).orElseThrow(() -> new Refusal(AuthError.SESSION_INVALID));
    return revocationOutbox.carryOutWithWhatIsLeft(
        mine.customerId(), transaction -> store.endOthers(transaction, kept, mine.customerId()));
  }

  Uni<Void> endAll(CustomerSession mine) {
    return revocationOutbox.carryOut(transaction -> endAll(transaction, mine.customerId()));
  }

  /**
   * Ends whatever the customer is logged in by, within the caller's transaction; the orders are to
   * be committed with it ({@link RevocationOutbox#carryOut}).
   */
  public Uni<List<RevocationOrder>> endAll(SqlClient transaction, String customerId) {
    return store.endAll(transaction, customerId);
  }

  /** The same, and erases the record of them. */
  public Uni<List<RevocationOrder>> eraseAll(SqlClient transaction, String customerId) {
    return store.eraseAll(transaction, customerId);
  }

  /**
   * Of many at once the one that is written last sees all, and leaves no more than there may be.
   */
  private Uni<Void> endOldest(Customer customer) {
    int most = config.maxPerCustomer();
    return store
        .count(customer.id())
        .flatMap(
            live ->
                live <= most
                    ? Uni.createFrom().voidItem()
                    : revocationOutbox.carryOutLater(
                        transaction -> store.endOldest(transaction, customer, most)));
  }

  private Uni<Begun> beginWithCookie(UUID id, Login login) {
    Instant startedAt = startOf(login.customer().customerId());
    NewSession session = session(id, login, startedAt, config.idleLifetime(), config.lifetime());
    Optional<UUID> old = login.replaced().flatMap(sealer::open);
    Uni<Void> written =
        old.isEmpty()
            ? store.insert(session)
            : revocationOutbox.carryOutLater(
                transaction ->
                    store
                        .insert(transaction, session)
                        .flatMap(inserted -> store.endReplaced(transaction, old.get())));
    return written.map(
        done -> new Begun(begun(session, login), Optional.empty(), Optional.of(sealer.seal(id))));
  }

  /** The token comes first: if the row cannot be written nobody gets it. */
  private Uni<Begun> beginWithToken(UUID id, Login login) {
    boolean refreshable = login.mode() == SessionMode.REFRESHABLE;
    String customerId = login.customer().customerId();
    return tokens
        .issue(new TokenSource.Wanted(customerId, login.channel(), id, refreshable))
        .flatMap(
            token -> {
              Duration idle =
                  refreshable
                      ? config.refreshableLifetime()
                      : Duration.ofSeconds(token.expiresIn());
              Duration lifetime = refreshable ? config.refreshableLifetime() : config.lifetime();
              NewSession session = session(id, login, token.issuedAt(), idle, lifetime);
              return store
                  .insert(session)
                  .replaceWith(
                      new Begun(begun(session, login), Optional.of(token), Optional.empty()));
            });
  }

  private static NewSession session(
      UUID id, Login login, Instant startedAt, Duration idle, Duration lifetime) {
    return new NewSession(
        id,
        login.customer().id(),
        login.channel().label(),
        login.mode(),
        startedAt,
        idle.compareTo(lifetime) < 0 ? idle : lifetime,
        lifetime);
  }

  private static CustomerSession begun(NewSession session, Login login) {
    return new CustomerSession(
        session.id().toString(),
        login.customer().customerId(),
        session.channel(),
        session.startedAt(),
        session.startedAt().plus(session.idle()));
  }

  /** Behind a revocation in this very second, which is to end the sessions before it only. */
  private Instant startOf(String customerId) {
    return events.firstAlive(clock.instant(), RevocationKey.of(RevocationKind.SUBJECT, customerId));
  }

  /**
   * With the end that it has by that, if it has not ended meanwhile. Not at every request; and that
   * it cannot be written down is no reason to turn anybody away.
   */
  private Uni<Optional<StoredSession>> see(Optional<StoredSession> found) {
    return found.filter(StoredSession::isSeenLongAgo).isEmpty()
        ? Uni.createFrom().item(found)
        : store
            .see(found.get().id(), config.idleLifetime())
            .map(end -> end.map(found.get()::endingAt))
            .onFailure()
            .recoverWithItem(found);
  }

  private Uni<Optional<Instant>> mustStillLive(StoredSession session, Duration idle) {
    return store
        .see(session.id(), idle)
        .invoke(
            end -> {
              if (end.isEmpty() || isRevoked(session)) {
                throw new Refusal(AuthError.SESSION_INVALID);
              }
            });
  }

  private static void mustNotBeRefreshable(StoredSession session) {
    if (session.mode() == SessionMode.REFRESHABLE) {
      throw new Refusal(AuthError.REFRESH_TOKEN_NEEDED);
    }
  }

  private Uni<StoredSession> mustBeLive(CustomerSession session) {
    return id(session)
        .map(store::find)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(
            found ->
                found
                    .filter(live -> live.customerId().equals(session.customerId()))
                    .filter(live -> !isRevoked(live))
                    .orElseThrow(() -> new Refusal(AuthError.SESSION_INVALID)));
  }

  private static Optional<UUID> id(CustomerSession session) {
    try {
      return Optional.of(UUID.fromString(session.id()));
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }
}
