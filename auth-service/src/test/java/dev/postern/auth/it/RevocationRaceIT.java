package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.auth.v1.CustomerTokensGrpc;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SecurityEventLog;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Revokes and refreshes at the same time; a transaction of the test's own holds one of them up. */
class RevocationRaceIT {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);

  private String begin() {
    return OAuth.claim(OAuth.access(OAuth.token(vendor)), "sid");
  }

  private static Connection end(String family) throws SQLException {
    return Sql.begin("UPDATE refresh_family SET revoked_at = now() WHERE id = '" + family + "'");
  }

  /** Takes the lock that a refresh takes. */
  private static Connection hold(String family) throws SQLException {
    return Sql.begin("SELECT 1 FROM refresh_family WHERE id = '" + family + "' FOR SHARE");
  }

  @Test
  void aRefreshHasNoTokenWhileItsFamilyIsBeingEnded() throws Exception {
    Http.Answer granted = OAuth.token(vendor);
    String refreshToken = OAuth.refreshToken(granted);

    try (Connection ending = end(OAuth.claim(OAuth.access(granted), "sid"))) {
      assertThat(OAuth.refresh(vendor, refreshToken).status()).isEqualTo(503);
      ending.commit();
    }

    Http.Answer refused = OAuth.refresh(vendor, refreshToken);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.json().get("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void aRevocationThatWaitedForARefreshReachesTheSecondOfItsToken() throws Exception {
    String family = begin();
    long before = SecurityEventLog.head();
    long released;
    try (Connection refreshing = hold(family)) {
      Instant asked = Instant.now();
      String body = Operator.json(Map.of("kind", "client", "id", vendor.id()));
      assertThat(Operator.send("POST", "/admin/v1/events", body).status()).isEqualTo(503);
      Await.until(
          "it is two seconds later",
          BOUND,
          () -> Instant.now().getEpochSecond() > asked.getEpochSecond() + 1);
      assertThat(SecurityEventLog.head()).as("it waits").isEqualTo(before);
      released = Instant.now().getEpochSecond();
      refreshing.commit();
    }

    Await.until("the revocation is done", BOUND, () -> SecurityEventLog.head() > before);

    assertThat(
            Sql.number(
                "SELECT extract(epoch FROM cutoff)::bigint FROM security_event WHERE seq = "
                    + (before + 1)))
        .isGreaterThanOrEqualTo(released);
  }

  @Test
  void aRevocationOfSeveralKeepsNobodyFromWritingEventsWhileItWaitsForAFamily() throws Exception {
    List<String> families = Stream.of(begin(), begin()).sorted().toList();
    long before = SecurityEventLog.head();
    try (Connection refreshing = hold(families.getLast())) {
      assertThat(revokeAll(families).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(SecurityEventLog.head()).as("it waits").isEqualTo(before);
      Sql.execute(
          "SET lock_timeout = '2s'; BEGIN; SELECT 1 FROM security_event_head FOR UPDATE; COMMIT");
      refreshing.commit();
    }

    Await.until("the revocation is done", BOUND, () -> SecurityEventLog.head() == before + 2);
    assertThat(
            Sql.number(
                "SELECT count(*) FROM refresh_family WHERE revoked_at IS NOT NULL AND id IN"
                    + " ('%s', '%s')".formatted(families.getFirst(), families.getLast())))
        .isEqualTo(2);
  }

  /** Calls as customer-service, which alone may. */
  private StatusRuntimeException revokeAll(List<String> families) throws Exception {
    Vendor internal = Vendor.create("profile:read");
    Sql.execute(
        "UPDATE client SET scopes = '{internal:customer-tokens}' WHERE id = '%s'"
            .formatted(internal.id()));
    ManagedChannel channel = Grpc.channel(Service.AUTH);
    try {
      return catchThrowableOfType(
          StatusRuntimeException.class,
          () ->
              CustomerTokensGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(BOUND.toSeconds(), TimeUnit.SECONDS)
                  .withInterceptors(
                      MetadataUtils.newAttachHeadersInterceptor(
                          Grpc.metadata("authorization", "Bearer " + internal.systemToken())))
                  .revoke(RevokeRequest.newBuilder().addAllSessionIds(families).build()));
    } finally {
      channel.shutdownNow();
    }
  }
}
