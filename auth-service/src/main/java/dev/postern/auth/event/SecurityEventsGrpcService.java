package dev.postern.auth.event;

import com.google.protobuf.ByteString;
import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.auth.v1.ConfirmResponse;
import dev.postern.auth.v1.EventBatch;
import dev.postern.auth.v1.FollowRequest;
import dev.postern.auth.v1.GetSnapshotPageRequest;
import dev.postern.auth.v1.SecurityEvents;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.web.PlainText;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.UUID;

/** Security events, for verifiers. A stream whose client does not read delays no other. */
@GrpcService
public class SecurityEventsGrpcService implements SecurityEvents {
  private static final String SCOPE = "internal:events";
  private static final int MAX_SERVICE_CHARS = 64;

  private final RevocationState state;
  private final RecentEvents recent;
  private final Verifiers verifiers;

  SecurityEventsGrpcService(RevocationState state, RecentEvents recent, Verifiers verifiers) {
    this.state = state;
    this.recent = recent;
    this.verifiers = verifiers;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = SCOPE)
  public Uni<SnapshotPage> getSnapshotPage(GetSnapshotPageRequest request) {
    if (request.getPage() < 0 || request.getPage() >= state.pages()) {
      throw new Refusal(AuthError.NOT_FOUND);
    }
    long seq = state.seq();
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    state.page(request.getPage(), entry -> entries.writeBytes(entry.toBytes()));
    return Uni.createFrom()
        .item(
            SnapshotPage.newBuilder()
                .setPages(state.pages())
                .setSeq(seq)
                .setEntries(ByteString.copyFrom(entries.toByteArray()))
                .build());
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = SCOPE)
  public Multi<EventBatch> follow(FollowRequest request) {
    return new EventFeed(state, recent, request.getAfter()).batches();
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = SCOPE)
  public Uni<ConfirmResponse> confirm(ConfirmRequest request) {
    if (!isUuid(request.getVerifierId())
        || !PlainText.isPlain(request.getService())
        || request.getService().length() > MAX_SERVICE_CHARS
        || request.getMaxStalenessMillis() < 0
        || request.getMaxStalenessMillis() > Duration.ofDays(1).toMillis()) {
      throw new Refusal(AuthError.REQUEST_INVALID);
    }
    return verifiers.store(request).replaceWith(ConfirmResponse.getDefaultInstance());
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
