package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.auth.v1.EventBatch;
import dev.postern.auth.v1.FollowRequest;
import dev.postern.auth.v1.GetSnapshotPageRequest;
import dev.postern.auth.v1.SecurityEvent;
import dev.postern.auth.v1.SecurityEventsGrpc;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.stack.Service;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Sql;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The security events as verifiers receive them over gRPC. */
class SecurityEventFeedIT {
  private static final int ENTRY_BYTES = 24;
  private static final int MAX_BATCHES = 100;

  private static <T> T call(Function<SecurityEventsGrpc.SecurityEventsBlockingStub, T> call) {
    return CustomerServiceClient.call(
        Service.AUTH,
        channel ->
            call.apply(
                CustomerServiceClient.authenticated(SecurityEventsGrpc.newBlockingStub(channel))));
  }

  private static SnapshotPage page(int number) {
    return call(
        events ->
            events.getSnapshotPage(GetSnapshotPageRequest.newBuilder().setPage(number).build()));
  }

  private static void revokeToken(String id) {
    assertThat(
            Operator.send(
                    "POST",
                    "/admin/v1/events?wait=applied",
                    Operator.json(Map.of("kind", "token", "id", id)))
                .status())
        .isEqualTo(200);
  }

  private static ByteString key(String id) {
    return ByteString.copyFrom(RevocationKey.of(RevocationKind.TOKEN, id).toBytes());
  }

  @Test
  void snapshotHoldsEveryRevocationInForce() throws Exception {
    String id = "it-" + UUID.randomUUID();
    revokeToken(id);
    String hash = HexFormat.of().formatHex(key(id).toByteArray());
    assertThat(
            Sql.number(
                "SELECT count(*) FROM security_event WHERE encode(subject_hash, 'hex') = '"
                    + hash
                    + "'"))
        .isOne();

    boolean found = false;
    int pages = page(0).getPages();
    for (int number = 0; number < pages; number++) {
      SnapshotPage page = page(number);
      assertThat(page.getPages()).isEqualTo(pages);
      assertThat(page.getEntries().size() % ENTRY_BYTES).isZero();
      for (int at = 0; at < page.getEntries().size(); at += ENTRY_BYTES) {
        found |= page.getEntries().substring(at, at + key(id).size()).equals(key(id));
      }
    }
    assertThat(found).isTrue();
  }

  @Test
  void pageThatDoesNotExistIsNotFound() {
    for (int number : new int[] {page(0).getPages(), Integer.MAX_VALUE, -1}) {
      StatusRuntimeException refusal =
          catchThrowableOfType(StatusRuntimeException.class, () -> page(number));
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("not_found");
    }
  }

  @Test
  void feedDeliversNewEventsInOrderAndTheHeadInBetween() {
    String id = "it-" + UUID.randomUUID();
    long after = page(0).getSeq();
    call(
        events -> {
          Iterator<EventBatch> batches = follow(events, after);
          EventBatch heartbeat = batches.next();
          assertThat(heartbeat.getHead()).isGreaterThanOrEqualTo(after);
          revokeToken(id);
          SecurityEvent event = next(batches, id);
          assertThat(event.getSeq()).isGreaterThan(after);
          assertThat(event.getKind()).isEqualTo(RevocationKind.TOKEN.code());
          assertThat(event.hasCreatedAt()).isTrue();
          return event;
        });
  }

  /** As after a restore of the database: the verifier has seen more than there is. */
  @Test
  void feedGivesTheHeadToAVerifierThatIsAheadOfIt() {
    long head = page(0).getSeq();
    call(
        events -> {
          EventBatch batch = follow(events, head + 1_000_000).next();
          assertThat(batch.getHead()).isBetween(head, head + 1_000);
          assertThat(batch.getEventsList()).isEmpty();
          assertThat(batch.getGap()).isFalse();
          return batch;
        });
  }

  private static Iterator<EventBatch> follow(
      SecurityEventsGrpc.SecurityEventsBlockingStub events, long after) {
    return events.follow(FollowRequest.newBuilder().setAfter(after).build());
  }

  private static SecurityEvent next(Iterator<EventBatch> batches, String id) {
    for (int i = 0; i < MAX_BATCHES; i++) {
      for (SecurityEvent event : batches.next().getEventsList()) {
        if (event.getEntry().startsWith(key(id))) {
          return event;
        }
      }
    }
    throw new AssertionError("no event of " + id);
  }

  private static ConfirmRequest.Builder confirmation() {
    return ConfirmRequest.newBuilder()
        .setVerifierId(UUID.randomUUID().toString())
        .setService("test")
        .setMaxStalenessMillis(1_000)
        .setLeaving(true);
  }

  static List<ConfirmRequest> malformedConfirmations() {
    return List.of(
        confirmation().setVerifierId("").build(),
        confirmation().setVerifierId("1-1-1-1-1").build(),
        confirmation().setService("a\r\nb").build(),
        confirmation().setService("x".repeat(65)).build(),
        confirmation().setMaxStalenessMillis(-1).build(),
        confirmation().setMaxStalenessMillis(86_400_001).build());
  }

  @ParameterizedTest
  @MethodSource("malformedConfirmations")
  void refusesMalformedConfirmations(ConfirmRequest request) {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> call(events -> events.confirm(request)));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("request_invalid");
  }

  /** The verifier leaves at once, so no other test waits for it. */
  @Test
  void verifierThatLeavesIsNotWaitedFor() {
    ConfirmRequest arrives = confirmation().setLeaving(false).setSeq(page(0).getSeq()).build();
    call(events -> events.confirm(arrives));
    call(events -> events.confirm(arrives.toBuilder().setLeaving(true).build()));

    revokeToken("it-" + UUID.randomUUID());
  }
}
