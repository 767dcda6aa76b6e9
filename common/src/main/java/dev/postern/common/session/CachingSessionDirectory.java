package dev.postern.common.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A bounded cache of active sessions, keyed by the digest of their cookie. Unknown cookies are not
 * cached. A cached session that has ended is refused by its security event, not by a look-up.
 */
public final class CachingSessionDirectory implements SessionDirectory {
  private final SessionDirectory directory;
  private final Cache<ByteBuffer, CustomerSession> active;

  public CachingSessionDirectory(
      SessionDirectory directory, int maxEntries, Duration timeToLive, Ticker ticker) {
    this.directory = directory;
    this.active =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .expireAfterWrite(timeToLive)
            .ticker(ticker)
            .build();
  }

  @Override
  public Uni<Optional<CustomerSession>> find(Secret cookie) {
    ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(cookie));
    CustomerSession cached = active.getIfPresent(digest);
    return cached != null
        ? Uni.createFrom().item(Optional.of(cached))
        : directory
            .find(cookie)
            .invoke(found -> found.ifPresent(session -> active.put(digest, session)));
  }
}
