package dev.postern.customer.session;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.token.IssuedToken;
import dev.postern.customer.token.TokenSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Starts customers' sessions. Fails if the database or auth-service does. */
@Singleton
public class SessionStarter {

  /**
   * A login of an authenticated customer.
   *
   * @param replaced the session cookie that came with the login. Its session ends, so that no
   *     cookie outlives the login that replaces it.
   */
  public record Login(
      Customer customer, Channel channel, SessionMode mode, Optional<Secret> replaced) {}

  private final SessionStore store;
  private final SessionEndings endings;
  private final CookieSealer sealer;
  private final Outbox<RevocationOrder> outbox;
  private final TokenSource tokens;
  private final RevocationState revocations;
  private final SessionConfig config;
  private final InstantSource clock;

  SessionStarter(
      SessionStore store,
      SessionEndings endings,
      CookieSealer sealer,
      Outbox<RevocationOrder> outbox,
      TokenSource tokens,
      RevocationState revocations,
      SessionConfig config,
      InstantSource clock) {
    this.store = store;
    this.endings = endings;
    this.sealer = sealer;
    this.outbox = outbox;
    this.tokens = tokens;
    this.revocations = revocations;
    this.config = config;
    this.clock = clock;
  }

  /** Each login gets a new session: one that came with the login is never taken over. */
  public Uni<StartedSession> start(Login login) {
    UUID id = UUID.randomUUID();
    Uni<StartedSession> started =
        switch (login.mode()) {
          case COOKIE -> startWithCookie(id, login);
          case TOKEN, REFRESHABLE -> startWithToken(id, login);
        };
    return started.call(() -> endOldest(login.customer()));
  }

  private Uni<StartedSession> startWithCookie(UUID id, Login login) {
    String customerId = login.customer().customerId();
    NewSession session =
        NewSession.of(id, login, startOf(customerId), config.idleLifetime(), config.lifetime());
    return write(session, login.replaced().flatMap(sealer::open))
        .map(
            done ->
                StartedSession.withCookie(session.toCustomerSession(customerId), sealer.seal(id)));
  }

  private Uni<Void> write(NewSession session, Optional<UUID> replaced) {
    return replaced
        .map(
            old ->
                outbox.carryOutInBackground(
                    db -> store.insert(db, session).chain(() -> endings.endReplaced(db, old))))
        .orElseGet(() -> store.insert(session));
  }

  /** The token is issued first: if the row cannot be written, the caller does not get the token. */
  private Uni<StartedSession> startWithToken(UUID id, Login login) {
    boolean refreshable = login.mode() == SessionMode.REFRESHABLE;
    String customerId = login.customer().customerId();
    return tokens
        .issue(new TokenSource.Wanted(customerId, login.channel(), id, refreshable))
        .call(token -> store.insert(sessionOf(id, login, token)))
        .map(
            token ->
                StartedSession.withToken(
                    sessionOf(id, login, token).toCustomerSession(customerId), token));
  }

  private NewSession sessionOf(UUID id, Login login, IssuedToken token) {
    return switch (login.mode()) {
      case REFRESHABLE ->
          NewSession.of(
              id,
              login,
              token.issuedAt(),
              config.refreshableLifetime(),
              config.refreshableLifetime());
      case TOKEN, COOKIE ->
          NewSession.of(
              id,
              login,
              token.issuedAt(),
              Duration.ofSeconds(token.expiresIn()),
              config.lifetime());
    };
  }

  /**
   * Now, or just after a revocation in this very second: that one is to end earlier sessions only.
   */
  private Instant startOf(String customerId) {
    return revocations.firstAlive(
        clock.instant(), RevocationKey.of(RevocationKind.SUBJECT, customerId));
  }

  /**
   * Ends the oldest sessions beyond the limit. Of many logins at once, the one that is written last
   * sees all of them.
   */
  private Uni<Void> endOldest(Customer customer) {
    int most = config.maxPerCustomer();
    return store
        .count(customer.id())
        .flatMap(
            live ->
                live <= most
                    ? Uni.createFrom().voidItem()
                    : outbox.carryOutInBackground(db -> endings.endOldest(db, customer, most)));
  }
}
