package dev.postern.common.key;

import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A bounded cache in front of a {@link CredentialDirectory}. A hit needs no I/O.
 *
 * <p>It caches empty results too. A revoked key stays in it: its security event refuses it. {@link
 * #forget} drops everything after a snapshot of revocations. While the directory fails, a key found
 * before stays valid for {@link CacheBounds#staleIfError} longer; without one, the {@code Uni}
 * fails.
 */
public final class CachingCredentialDirectory implements CredentialDirectory {
  private final CredentialDirectory directory;
  private final LookupCache<ByteBuffer, ApiKey> apiKeys;

  public CachingCredentialDirectory(
      CredentialDirectory directory, CacheBounds bounds, Ticker ticker) {
    this.directory = directory;
    this.apiKeys = new LookupCache<>(bounds, ticker);
  }

  @Override
  public Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented) {
    ByteBuffer digest = ByteBuffer.wrap(presented.digest());
    Optional<ApiKey> cached = apiKeys.fresh(digest);
    return cached != null
        ? Uni.createFrom().item(cached)
        : apiKeys.load(digest, () -> directory.findApiKey(presented));
  }

  /**
   * Drops all cached results, including those still being loaded: a revocation may have been
   * missed.
   */
  public void forget() {
    apiKeys.forget();
  }
}
