package dev.postern.common.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Remembers the directory's answers, the empty ones too, for a short while and up to a bound.
 *
 * <p>A hit needs no I/O. A killed key is refused at the latest when its entry's time is over.
 */
public final class CachingCredentialDirectory implements CredentialDirectory {
  private final CredentialDirectory origin;
  private final Cache<ByteBuffer, Optional<ApiKey>> apiKeys;

  public CachingCredentialDirectory(
      CredentialDirectory origin, int maxEntries, Duration timeToLive, Ticker ticker) {
    this.origin = origin;
    this.apiKeys =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .expireAfterWrite(timeToLive)
            .ticker(ticker)
            .build();
  }

  @Override
  public Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented) {
    ByteBuffer digest = ByteBuffer.wrap(presented.digest());
    Optional<ApiKey> known = apiKeys.getIfPresent(digest);
    return known != null
        ? Uni.createFrom().item(known)
        : origin.findApiKey(presented).invoke(found -> apiKeys.put(digest, found));
  }
}
