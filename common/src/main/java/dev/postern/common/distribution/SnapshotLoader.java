package dev.postern.common.distribution;

import dev.postern.auth.v1.GetSnapshotPageRequest;
import dev.postern.auth.v1.SecurityEvents;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Loads all revocations in force from auth-service, page by page. */
final class SnapshotLoader {
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(2);

  private final RevocationState state;
  private final SecurityEvents auth;
  private final ServiceToken serviceToken;

  SnapshotLoader(RevocationState state, SecurityEvents auth, ServiceToken serviceToken) {
    this.state = state;
    this.auth = auth;
    this.serviceToken = serviceToken;
  }

  /**
   * Adds the revocations of all pages to the state.
   *
   * @return the number of the event up to which all pages are complete
   */
  Uni<Long> load() {
    return page(0).flatMap(this::rest);
  }

  private Uni<Long> rest(SnapshotPage first) {
    return Multi.createFrom()
        .range(1, first.getPages())
        .onItem()
        .transformToUniAndConcatenate(this::page)
        .map(SnapshotPage::getSeq)
        .collect()
        .in(() -> new long[] {first.getSeq()}, (least, seq) -> least[0] = Math.min(least[0], seq))
        .map(least -> least[0]);
  }

  private Uni<SnapshotPage> page(int number) {
    GetSnapshotPageRequest request = GetSnapshotPageRequest.newBuilder().setPage(number).build();
    return serviceToken
        .call(auth, stub -> stub.getSnapshotPage(request), PAGE_TIMEOUT)
        .invoke(this::add);
  }

  private void add(SnapshotPage page) {
    ByteBuffer entries = page.getEntries().asReadOnlyByteBuffer();
    byte[] entry = new byte[RevocationEntry.BYTES];
    while (entries.remaining() >= RevocationEntry.BYTES) {
      entries.get(entry);
      state.load(RevocationEntry.fromBytes(entry));
    }
  }
}
