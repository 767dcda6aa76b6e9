package dev.postern.customer.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import dev.postern.customer.database.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomerTableTest {
  private static final TestDatabase DATABASE = TestDatabase.start();
  private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Secret HASH = Secret.of("a hash");
  private static final Secret FRESH = Secret.of("another hash");

  private final CustomerTable table = new CustomerTable(DATABASE.pool());
  private final NewAccount anna = account("anna");
  private final NewAccount berta = account("berta");

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  @BeforeEach
  void insertTwo() {
    DATABASE.execute("TRUNCATE customer CASCADE");
    assertThat(insert(anna, berta))
        .containsExactlyInAnyOrder(anna.customerId(), berta.customerId());
  }

  private static NewAccount account(String username) {
    return new NewAccount(
        UUID.randomUUID(),
        "id of " + username,
        Username.parse(username).orElseThrow(),
        HASH,
        CustomerStatus.ACTIVE);
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  private static <T> T inTransaction(Function<SqlConnection, Uni<T>> work) {
    return get(DATABASE.pool().withTransaction(work));
  }

  private static void run(Function<SqlConnection, Uni<Void>> work) {
    get(DATABASE.pool().withTransaction(work).replaceWith(true));
  }

  private Set<String> insert(NewAccount... accounts) {
    return inTransaction(db -> table.insert(db, List.of(accounts), CREATED));
  }

  private boolean isReplaced(Customer asRead, Secret fresh) {
    return inTransaction(db -> table.replacePassword(db, asRead, fresh));
  }

  private boolean isActive(NewAccount account) {
    return inTransaction(db -> table.lockActive(db, account.id()));
  }

  private Optional<CustomerRecord> lock(NewAccount account) {
    return inTransaction(db -> table.lock(db, account.customerId()));
  }

  private Customer annaAsRead() {
    return get(table.find(anna.customerId())).orElseThrow();
  }

  @Test
  void findsCustomerByUsernameAndByIdentifier() {
    Customer found = get(table.find(Optional.of(anna.username()))).orElseThrow();
    assertThat(found)
        .isEqualTo(
            new Customer(
                anna.id(),
                anna.customerId(),
                Optional.of(anna.username()),
                HASH,
                0,
                CustomerStatus.ACTIVE));
    assertThat(annaAsRead()).isEqualTo(found);
    assertThat(get(table.find(Optional.empty()))).isEmpty();
    assertThat(get(table.find(Username.parse("nobody")))).isEmpty();
  }

  @Test
  void insertsOnlyFreeUsernames() {
    NewAccount twin = account("anna");
    NewAccount carla = account("carla");
    assertThat(insert(twin, carla)).containsExactly(carla.customerId());
  }

  @Test
  void listsRecordsAfterAnIdentifier() {
    assertThat(get(table.page("", 10)))
        .extracting(CustomerRecord::customerId)
        .containsExactly(anna.customerId(), berta.customerId());
    assertThat(get(table.page(anna.customerId(), 10)))
        .extracting(CustomerRecord::customerId)
        .containsExactly(berta.customerId());
    assertThat(get(table.page("", 1))).hasSize(1);
  }

  @Test
  void findsRecordsByEachKey() {
    CustomerRecord record =
        new CustomerRecord(
            anna.id(),
            anna.customerId(),
            Optional.of("anna"),
            CustomerStatus.ACTIVE,
            CREATED,
            Optional.empty());
    assertThat(get(table.findRecord(anna.username()))).contains(record);
    assertThat(get(table.findRecord(anna.customerId()))).contains(record);
    assertThat(get(table.findRecord(anna.id()))).contains(record);
    assertThat(get(table.findRecord(UUID.randomUUID()))).isEmpty();
    assertThat(lock(anna)).contains(record);
  }

  @Test
  void loginIsNotedAtMostOncePerMinute() {
    Instant first = CREATED.plusSeconds(1);
    assertThat(get(table.noteLogin(annaAsRead(), first))).isTrue();
    assertThat(get(table.noteLogin(annaAsRead(), first.plusSeconds(60)))).isTrue();
    assertThat(get(table.findRecord(anna.id())).orElseThrow().lastLoginAt()).contains(first);
    assertThat(get(table.noteLogin(annaAsRead(), first.plusSeconds(61)))).isTrue();
    assertThat(get(table.findRecord(anna.id())).orElseThrow().lastLoginAt())
        .contains(first.plusSeconds(61));
  }

  @Test
  void loginIsInvalidAfterPasswordChangeOrDisabling() {
    Customer asRead = annaAsRead();
    run(db -> table.resetPassword(db, anna.id(), FRESH));
    assertThat(get(table.noteLogin(asRead, CREATED))).isFalse();

    Customer after = annaAsRead();
    run(db -> table.setStatus(db, anna.id(), CustomerStatus.DISABLED));
    assertThat(get(table.noteLogin(after, CREATED))).isFalse();
    assertThat(isActive(anna)).isFalse();
    assertThat(isActive(berta)).isTrue();
  }

  @Test
  void upgradesHashOfTheSamePasswordOnly() {
    Customer asRead = annaAsRead();
    get(table.upgradeHash(asRead, FRESH).replaceWith(true));
    assertThat(annaAsRead().passwordHash()).isEqualTo(FRESH);
    assertThat(annaAsRead().passwordVersion()).isZero();

    get(table.upgradeHash(asRead, HASH).replaceWith(true));
    assertThat(annaAsRead().passwordHash()).isEqualTo(FRESH);
  }

  @Test
  void replacesPasswordOnlyIfItIsTheOneThatWasRead() {
    Customer asRead = annaAsRead();
    assertThat(isReplaced(asRead, FRESH)).isTrue();
    assertThat(annaAsRead().passwordVersion()).isOne();
    assertThat(isReplaced(asRead, HASH)).isFalse();
    assertThat(annaAsRead().passwordHash()).isEqualTo(FRESH);
  }

  @Test
  void erasedCustomerKeepsTheIdentifierOnly() {
    Customer asRead = annaAsRead();
    run(db -> table.erase(db, anna.id()));
    Customer erased = annaAsRead();
    assertThat(erased.username()).isEmpty();
    assertThat(erased.passwordHash()).isEqualTo(Secret.of(""));
    assertThat(erased.status()).isEqualTo(CustomerStatus.DELETED);
    assertThat(isReplaced(asRead, FRESH)).isFalse();
    run(db -> table.resetPassword(db, anna.id(), FRESH));
    assertThat(annaAsRead().passwordHash()).isEqualTo(Secret.of(""));
    assertThat(insert(accountWithSecondId("anna"))).hasSize(1);
  }

  private static NewAccount accountWithSecondId(String username) {
    NewAccount account = account(username);
    return new NewAccount(
        account.id(), "second id", account.username(), HASH, CustomerStatus.ACTIVE);
  }

  @Test
  void findsCustomerLinkedToAnonymousIdentifier() {
    UUID anonymous = UUID.randomUUID();
    DATABASE.execute(
        "INSERT INTO anonymous_customer VALUES ('%s', '%s', now())"
            .formatted(anonymous, anna.id()));
    assertThat(get(table.findLinked(anonymous)).orElseThrow().customerId())
        .isEqualTo(anna.customerId());
    assertThat(get(table.findLinked(UUID.randomUUID()))).isEmpty();
  }

  @Test
  void warmUpReadsNone() {
    get(table.readNone().replaceWith(true));
  }
}
