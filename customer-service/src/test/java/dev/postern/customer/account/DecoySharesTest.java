package dev.postern.customer.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postern.customer.database.TestDatabase;
import dev.postern.customer.password.Decoys;
import dev.postern.customer.password.PasswordHash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real PostgreSQL, and the table as the migrations make it. */
class DecoySharesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NAMES = 20_000;

  /** More than are read: so many are some 1,300 pages. */
  private static final int MANY = 40_000;

  private static final String CURRENT =
      "'$argon2id$v=19$m=19456,t=2,p=1$' || repeat('a', 22) || '$' || repeat('b', 43)";
  private static final String BCRYPT = "'$2b$10$' || repeat('c', 53)";
  private static final String PBKDF2 =
      "'$pbkdf2-sha256$i=29000$' || repeat('a', 22) || '$' || repeat('b', 43)";

  private static final TestDatabase DATABASE = TestDatabase.start();

  private final Decoys decoys = new Decoys();

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    DATABASE.execute("TRUNCATE customer CASCADE");
  }

  /**
   * @param hash an expression, in which {@code i} counts from 1
   */
  private static void customers(int count, String hash) {
    DATABASE.execute(
        """
        INSERT INTO customer (id, customer_id, username, password_hash, status, created_at)
        SELECT gen_random_uuid(), gen_random_uuid()::text, gen_random_uuid()::text, %s,
               'ACTIVE', now()
          FROM generate_series(1, %d) AS i
        """
            .formatted(hash, count));
  }

  private void deleted(int count) {
    DATABASE.execute(
        """
        INSERT INTO customer (id, customer_id, status, created_at)
        SELECT gen_random_uuid(), gen_random_uuid()::text, 'DELETED', now()
          FROM generate_series(1, %d)
        """
            .formatted(count));
  }

  /** What part of the names has a decoy of today's parameters. */
  private double current() {
    new DecoyShares(new CustomerTable(DATABASE.pool()), decoys, DATABASE.vertx())
        .read()
        .await()
        .atMost(PATIENCE);
    return IntStream.range(0, NAMES)
            .mapToObj(name -> decoys.of(ByteBuffer.allocate(Integer.BYTES).putInt(name).array()))
            .filter(PasswordHash::isCurrent)
            .count()
        / (double) NAMES;
  }

  @Test
  void usesTheCurrentKindWithoutCustomers() {
    assertThat(current()).isEqualTo(1);
    deleted(3);
    assertThat(current()).isEqualTo(1);
  }

  @Test
  void threat29ReadsTheSharesOfTheCustomersHashes() {
    customers(30, CURRENT);
    customers(50, BCRYPT);
    customers(20, PBKDF2);
    customers(100, "'$what$else$is$this'");
    deleted(100);
    assertThat(current()).isCloseTo(0.3, within(0.02));
  }

  @Test
  void readsTheSameSampleOfManyCustomersEachTime() {
    customers(MANY, "CASE WHEN i % 4 = 0 THEN " + CURRENT + " ELSE " + BCRYPT + " END");
    double first = current();
    assertThat(first).isCloseTo(0.25, within(0.03));
    assertThat(current()).isEqualTo(first);
  }

  @Test
  void keepsTheSharesWhileTheDatabaseFails() {
    customers(1, BCRYPT);
    assertThat(current()).isZero();
    DATABASE.execute("ALTER TABLE customer RENAME TO away");
    try {
      assertThat(current()).isZero();
    } finally {
      DATABASE.execute("ALTER TABLE away RENAME TO customer");
    }
  }
}
