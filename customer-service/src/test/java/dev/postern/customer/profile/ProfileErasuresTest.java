package dev.postern.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.customer.database.TestDatabase;
import dev.postern.customer.outbox.Placed;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfileErasuresTest {
  private static final TestDatabase DATABASE = TestDatabase.start();

  private final ProfileErasures erasures = new ProfileErasures(DATABASE.pool());

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    DATABASE.execute("TRUNCATE profile_erasure");
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  private List<Placed<ProfileErasure>> due() {
    return get(DATABASE.pool().withTransaction(erasures::lockDue));
  }

  private static List<String> customers(List<Placed<ProfileErasure>> placed) {
    return placed.stream().map(one -> one.message().customerId()).toList();
  }

  @Test
  void expectedErasureFallsDueLaterUnlessWithdrawn() {
    get(erasures.expect(List.of("anna", "berta")).replaceWith(true));
    assertThat(due()).isEmpty();
    assertThat(get(erasures.withdraw(DATABASE.pool(), List.of("anna")))).isTrue();

    DATABASE.execute("UPDATE profile_erasure SET due_at = due_at - interval '1 minute'");
    assertThat(customers(due())).containsExactly("berta");
  }

  @Test
  void withdrawingTooLateIsNoticed() {
    get(erasures.expect(List.of("anna")).replaceWith(true));
    assertThat(get(erasures.withdraw(DATABASE.pool(), List.of("anna", "berta")))).isFalse();
  }

  @Test
  void placedErasureIsDueAtOnceAndCanBePlacedAgain() {
    List<ProfileErasure> anna = List.of(new ProfileErasure("anna"));
    get(erasures.expect(List.of("anna")).replaceWith(true));
    List<Placed<ProfileErasure>> placed = get(erasures.place(DATABASE.pool(), anna));
    assertThat(customers(placed)).containsExactly("anna");
    assertThat(get(erasures.place(DATABASE.pool(), anna))).hasSize(1);
    assertThat(customers(due())).containsExactly("anna");

    get(erasures.forget(DATABASE.pool(), placed).replaceWith(true));
    assertThat(due()).isEmpty();
  }
}
