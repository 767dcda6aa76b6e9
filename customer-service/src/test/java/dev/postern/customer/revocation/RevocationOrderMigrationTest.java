package dev.postern.customer.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.customer.database.TestDatabase;
import dev.postern.customer.outbox.Placed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationOrderMigrationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String OLD_VERSION_PLACES =
      """
      INSERT INTO kill_order (kind, id, customer_id, placed_at)
      VALUES ('%s', '%s', %s, now() - interval '1 minute')
      """;

  private final RevocationOrders orders = new RevocationOrders();

  private List<RevocationOrder> due(TestDatabase database) {
    return database
        .pool()
        .withTransaction(orders::lockDue)
        .map(due -> due.stream().map(Placed::message).toList())
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void ordersSurviveTheRenameAndTheOldNameStillWorks() {
    try (TestDatabase database = TestDatabase.startAt("V4__session_order")) {
      database.execute(OLD_VERSION_PLACES.formatted("SESSION", "sid-1", "NULL"));
      database.execute("INSERT INTO profile_erasure VALUES ('deleted', now())");
      database.migrate();
      RevocationOrder before = new RevocationOrder(RevocationOrder.Target.SESSION, "sid-1", "");
      assertThat(due(database)).containsExactly(before);

      database.execute(OLD_VERSION_PLACES.formatted("CUSTOMER", "anna", "'anna'"));
      assertThat(due(database)).containsExactly(before, RevocationOrder.ofCustomer("anna"));
      database.execute("SELECT seq FROM kill_order ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED");
      database.execute("DELETE FROM kill_order WHERE id = 'sid-1'");
      assertThat(due(database)).containsExactly(RevocationOrder.ofCustomer("anna"));

      database.execute("INSERT INTO profile_erasure (customer_id, due_at) VALUES ('new', now())");
      assertThat(database.text("SELECT count(DISTINCT seq) FROM profile_erasure")).isEqualTo("2");
    }
  }
}
