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
 * Remembers live sessions for a short while and up to a bound, by the digest of their cookie. One
 * that has ended is refused by its security event, without a look-up.
 */
public final class CachingSessionDirectory implements SessionDirectory {
  private final SessionDirectory origin;
  private final Cache<ByteBuffer, CustomerSession> live;

  public CachingSessionDirectory(
      SessionDirectory origin, int maxEntries, Duration timeToLive, Ticker ticker) {
    this.origin = origin;
    this.live =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .expireAfterWrite(timeToLive)
            .ticker(ticker)
            .build();
  }

  @Override
  public Uni<Optional<CustomerSession>> find(Secret cookie) {
    ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(cookie));
    CustomerSession known = live.getIfPresent(digest);
    return known != null
        ? Uni.createFrom().item(Optional.of(known))
        : origin
            .find(cookie)
            .invoke(found -> found.ifPresent(session -> live.put(digest, session)));
  }
}
