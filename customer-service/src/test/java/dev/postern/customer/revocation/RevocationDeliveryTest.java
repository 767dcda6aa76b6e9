package dev.postern.customer.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.customer.outbox.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevocationDeliveryTest {

  @Test
  void sendsSessionsByIdAndCustomersWithTheTimeOfTheOrder() {
    UUID sid = UUID.randomUUID();
    Instant at = Instant.ofEpochSecond(1_700_000_000L, 5);
    RevokeRequest request =
        RevocationDelivery.request(
            List.of(
                new Placed<>(1, RevocationOrder.ofSession(sid, "anna"), at),
                new Placed<>(2, RevocationOrder.ofCustomer("berta"), at)),
            Duration.ofSeconds(1));
    assertThat(request.getSessionIdsList()).containsExactly(sid.toString());
    assertThat(request.getCustomerIdsList()).containsExactly("berta");
    assertThat(request.getCustomersOrderedAtList())
        .containsExactly(Timestamp.newBuilder().setSeconds(1_700_000_000L).setNanos(5).build());
    assertThat(request.getWaitMillis()).isEqualTo(1_000);
  }
}
