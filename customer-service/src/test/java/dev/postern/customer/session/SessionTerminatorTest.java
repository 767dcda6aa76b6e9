package dev.postern.customer.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.database.TestDatabase;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.outbox.Placed;
import dev.postern.customer.outbox.TestTransactions;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.revocation.RevocationOrders;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the tables in a real PostgreSQL, and a fake auth-service. */
class SessionTerminatorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final TestDatabase DATABASE = TestDatabase.start();

  private final Customer anna = customer("anna");
  private final Customer berta = customer("berta");
  private final List<RevocationOrder> revoked = new ArrayList<>();
  private boolean isReachable = true;

  private final SessionStore store = new SessionStore(DATABASE.pool());
  private final SessionEndings endings = new SessionEndings();
  private final RevocationOrders orders = new RevocationOrders();
  private final LiveSessions liveSessions =
      new LiveSessions(store, new RevocationState(InstantSource.system(), System::nanoTime));
  private final SessionTerminator terminator =
      new SessionTerminator(
          endings,
          orders,
          new Outbox<>(
              "test orders",
              new Outbox.Database(DATABASE.pool(), TestTransactions.of(DATABASE.pool()), PATIENCE),
              orders,
              (placed, urgency) -> revoke(placed)));

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    DATABASE.execute("TRUNCATE customer, session, revocation_order CASCADE");
    for (Customer one : List.of(anna, berta)) {
      DATABASE.execute(
          "INSERT INTO customer VALUES ('%s', '%s', '%s', 'hash', 'ACTIVE', now())"
              .formatted(one.id(), one.customerId(), one.customerId()));
    }
  }

  private static Customer customer(String name) {
    return new Customer(
        UUID.randomUUID(),
        "id of " + name,
        Optional.empty(),
        Secret.of(""),
        0,
        CustomerStatus.ACTIVE);
  }

  private Uni<Void> revoke(List<Placed<RevocationOrder>> placed) {
    placed.forEach(one -> revoked.add(one.message()));
    return isReachable
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new IOException("away"));
  }

  private CustomerSession start(Customer customer) {
    SessionStarter.Login login =
        new SessionStarter.Login(customer, Channel.WEB, SessionMode.COOKIE, Optional.empty());
    NewSession session =
        NewSession.of(UUID.randomUUID(), login, Instant.EPOCH, HOUR.multipliedBy(2), HOUR);
    run(store.insert(session));
    return session.toCustomerSession(customer.customerId());
  }

  private static void run(Uni<Void> work) {
    work.replaceWith(true).await().atMost(PATIENCE);
  }

  private List<String> live(Customer customer) {
    return liveSessions
        .page(customer.customerId(), BEFORE_ALL, 10)
        .await()
        .atMost(PATIENCE)
        .stream()
        .map(session -> session.id().toString())
        .toList();
  }

  private RevocationOrder order(CustomerSession session) {
    return RevocationOrder.ofSession(UUID.fromString(session.id()), session.customerId());
  }

  private void assertRefused(Uni<Void> work, AuthError error) {
    assertThatThrownBy(() -> run(work))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
  }

  @Test
  void idleTimeIsCutToTheLifetime() {
    CustomerSession session = start(anna);
    assertThat(Duration.between(session.startedAt(), session.expiresAt())).isEqualTo(HOUR);
  }

  @Test
  void endsOneSessionOfTheCustomer() {
    CustomerSession mine = start(anna);
    CustomerSession other = start(anna);
    run(terminator.end(mine, UUID.fromString(other.id())));
    assertThat(live(anna)).containsExactly(mine.id());
    assertThat(revoked).containsExactly(order(other));
  }

  @Test
  void doesNotEndSessionOfAnotherCustomer() {
    CustomerSession mine = start(anna);
    CustomerSession hers = start(berta);
    assertRefused(terminator.end(mine, UUID.fromString(hers.id())), AuthError.NOT_FOUND);
    assertThat(live(berta)).containsExactly(hers.id());
    assertThat(revoked).isEmpty();
  }

  @Test
  void endingAgainSucceedsOnlyWhileTheRevocationIsNotDelivered() {
    CustomerSession mine = start(anna);
    CustomerSession other = start(anna);
    UUID id = UUID.fromString(other.id());
    isReachable = false;
    assertThatThrownBy(() -> run(terminator.end(mine, id)))
        .hasRootCauseInstanceOf(IOException.class);
    isReachable = true;
    run(terminator.end(mine, id));
    assertThat(revoked).containsExactly(order(other), order(other));
    assertRefused(terminator.end(mine, id), AuthError.NOT_FOUND);
  }

  @Test
  void revokesTheCallersTokensAgainIfTheSessionHasEnded() {
    CustomerSession mine = start(anna);
    run(terminator.endThis(mine));
    run(terminator.endThis(mine));
    assertThat(revoked).containsExactly(order(mine), order(mine));
    assertThat(live(anna)).isEmpty();
  }

  @Test
  void deliversPendingOrderOnceIfTheSessionHasEnded() {
    CustomerSession mine = start(anna);
    isReachable = false;
    assertThatThrownBy(() -> run(terminator.endThis(mine)))
        .hasRootCauseInstanceOf(IOException.class);
    isReachable = true;
    revoked.clear();
    run(terminator.endThis(mine));
    assertThat(revoked).containsExactly(order(mine));
  }

  @Test
  void endsOtherSessionsOnly() {
    CustomerSession mine = start(anna);
    CustomerSession other = start(anna);
    run(terminator.endOthers(mine));
    assertThat(live(anna)).containsExactly(mine.id());
    assertThat(revoked).containsExactly(order(other));
  }

  @Test
  void endsAllSessionsByOneOrder() {
    CustomerSession mine = start(anna);
    start(anna);
    CustomerSession hers = start(berta);
    run(terminator.endAll(mine));
    assertThat(live(anna)).isEmpty();
    assertThat(live(berta)).containsExactly(hers.id());
    assertThat(revoked).containsExactly(RevocationOrder.ofCustomer(anna.customerId()));
  }

  @Test
  void refusesSessionIdOfAnotherForm() {
    CustomerSession foreign =
        new CustomerSession("another", anna.customerId(), "web", Instant.EPOCH, Instant.EPOCH);
    assertThatThrownBy(() -> terminator.endThis(foreign)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> terminator.endOthers(foreign)).isInstanceOf(Refusal.class);
  }

  @Test
  void endsTheOldestSessionsBeyondTheLimit() {
    CustomerSession oldest = start(anna);
    DATABASE.execute("UPDATE session SET started_at = started_at - interval '1 day'");
    CustomerSession newest = start(anna);
    assertThat(store.count(anna.id()).await().atMost(PATIENCE)).isEqualTo(2);
    List<RevocationOrder> ended =
        endings.endOldest(DATABASE.pool(), anna, 1).await().atMost(PATIENCE);
    assertThat(ended).containsExactly(order(oldest));
    assertThat(live(anna)).containsExactly(newest.id());
  }

  @Test
  void erasesAllSessionsOfTheCustomer() {
    start(anna);
    CustomerSession hers = start(berta);
    List<RevocationOrder> ended =
        terminator.eraseAll(DATABASE.pool(), anna.customerId()).await().atMost(PATIENCE);
    assertThat(ended).containsExactly(RevocationOrder.ofCustomer(anna.customerId()));
    assertThat(DATABASE.text("SELECT string_agg(id::text, ',') FROM session")).isEqualTo(hers.id());
  }

  @Test
  void endsReplacedSessionOfWhicheverCustomer() {
    CustomerSession hers = start(berta);
    List<RevocationOrder> ended =
        endings.endReplaced(DATABASE.pool(), UUID.fromString(hers.id())).await().atMost(PATIENCE);
    assertThat(ended).containsExactly(order(hers));
  }

  @Test
  void sessionsOfDisabledCustomersAreNotLive() {
    CustomerSession mine = start(anna);
    assertThat(liveSessions.get(mine).await().atMost(PATIENCE).id()).hasToString(mine.id());
    DATABASE.execute("UPDATE customer SET status = 'DISABLED'");
    assertRefused(liveSessions.get(mine).replaceWithVoid(), AuthError.SESSION_INVALID);
    assertThat(live(anna)).isEmpty();
  }

  @Test
  void extendsLiveSessionOnly() {
    CustomerSession mine = start(anna);
    StoredSession stored = liveSessions.get(mine).await().atMost(PATIENCE);
    assertThat(liveSessions.extend(stored, HOUR).await().atMost(PATIENCE)).isPresent();
    run(terminator.endThis(mine));
    assertRefused(liveSessions.extend(stored, HOUR).replaceWithVoid(), AuthError.SESSION_INVALID);
  }

  @Test
  void startsNoSessionForDeletedCustomer() {
    DATABASE.execute(
        "UPDATE customer SET status = 'DELETED', username = NULL, password_hash = NULL");
    start(anna);
    assertThat(DATABASE.text("SELECT count(*) FROM session")).isEqualTo("0");
  }
}
