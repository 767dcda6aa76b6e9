package dev.postern.client;

import dev.postern.client.Grant.Granted;
import dev.postern.client.Grant.Lost;
import dev.postern.client.Grant.Refused;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An access token for as long as it is wanted: fetched when first needed, renewed when a fifth of
 * its life is left, dropped when it is refused.
 *
 * <p>However many threads ask, one request is under way. While a token is alive nobody waits for
 * the next. After a failure the server is left alone for a second, then for two, up to half a
 * minute; who asks in between gets the same failure.
 */
public final class AccessTokens {
  /** A token that is refused sooner is not the cause; a new one would be refused, too. */
  private static final Duration LEAST_USE = Duration.ofSeconds(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final TokenEndpoint endpoint;
  private final InstantSource clock;
  private final Object lock = new Object();

  // All guarded by the lock.
  private @Nullable AccessToken held;
  private @Nullable Secret refreshToken;
  private @Nullable CompletableFuture<AccessToken> underWay;
  private @Nullable PosternException lastFailure;
  private Duration pause = FIRST_PAUSE;
  private Instant leftAloneUntil = Instant.MIN;

  AccessTokens(TokenEndpoint endpoint, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  /**
   * Tokens of this client.
   *
   * @param http must follow no redirects, and trust Postern's certificate
   */
  public static AccessTokens of(
      ClientCredentials credentials, HttpClient http, InstantSource clock) {
    return new AccessTokens(
        new TokenEndpoint(credentials, http, clock, TokenEndpoint.TIMEOUT), clock);
  }

  /**
   * A token that is alive. Waits only if there is none, for seven seconds or so at most.
   *
   * @throws PosternException if none is to be had now
   */
  public AccessToken current() throws InterruptedException {
    CompletableFuture<AccessToken> renewal;
    synchronized (lock) {
      Instant now = clock.instant();
      AccessToken token = held;
      boolean alive = token != null && token.isAlive(now);
      if (token != null && alive && !token.isDue(now)) {
        return token;
      }
      renewal = renewal(now);
      if (token != null && alive) {
        return token;
      }
    }
    return result(renewal);
  }

  /**
   * Drops a token that was refused as revoked or invalid, and says whether {@link #current()} is
   * worth another try: not if the token has only just been fetched.
   */
  public boolean discard(AccessToken refused) {
    synchronized (lock) {
      if (held != refused) {
        return true;
      }
      if (clock.instant().isBefore(refused.fetchedAt().plus(LEAST_USE))) {
        return false;
      }
      held = null;
      return true;
    }
  }

  /** The one under way, or the last failure while the server is left alone, or a new one. */
  private CompletableFuture<AccessToken> renewal(Instant now) {
    if (underWay != null) {
      return underWay;
    }
    if (lastFailure != null && now.isBefore(leftAloneUntil)) {
      return CompletableFuture.failedFuture(lastFailure);
    }
    CompletableFuture<AccessToken> renewal = new CompletableFuture<>();
    underWay = renewal;
    Optional<Secret> presented = Optional.ofNullable(refreshToken);
    // Presented once only: were the answer lost for good, a second time would be taken for theft.
    refreshToken = null;
    endpoint
        .fetch(presented)
        .whenComplete((grant, failure) -> finish(renewal, outcome(grant, failure)));
    return renewal;
  }

  private static Grant outcome(@Nullable Grant grant, @Nullable Throwable failure) {
    return grant != null
        ? grant
        : new Lost(new PosternException("internal", "Asking for a token failed", failure));
  }

  private void finish(CompletableFuture<AccessToken> renewal, Grant outcome) {
    switch (outcome) {
      case Granted(AccessToken token, Optional<Secret> next) -> {
        synchronized (lock) {
          underWay = null;
          held = token;
          refreshToken = next.orElse(null);
          lastFailure = null;
          pause = FIRST_PAUSE;
        }
        renewal.complete(token);
      }
      case Refused(PosternException failure) -> fail(renewal, failure);
      case Lost(PosternException failure) -> fail(renewal, failure);
    }
  }

  private void fail(CompletableFuture<AccessToken> renewal, PosternException failure) {
    synchronized (lock) {
      underWay = null;
      lastFailure = failure;
      Duration asked = failure.retryAfter().orElse(Duration.ZERO);
      leftAloneUntil = clock.instant().plus(asked.compareTo(pause) > 0 ? asked : pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    renewal.completeExceptionally(failure);
  }

  private static AccessToken result(CompletableFuture<AccessToken> renewal)
      throws InterruptedException {
    try {
      return renewal.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof PosternException failure) {
        throw failure.again();
      }
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public String toString() {
    return "AccessTokens[hidden]";
  }
}
