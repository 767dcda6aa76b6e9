package dev.postern.client;

import dev.postern.client.TokenOutcome.Issued;
import dev.postern.client.TokenOutcome.Rejected;
import dev.postern.client.TokenOutcome.Unknown;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Supplies an access token: fetches it when it is first needed, renews it when a fifth of its
 * lifetime is left, and drops it when a server refuses it.
 *
 * <p>All threads share one request. While a token is valid, no caller waits for a renewal. After a
 * failure the next request waits one second, then two, up to half a minute, or as long as {@code
 * Retry-After} says; callers in between get the same failure.
 *
 * <p>A refresh token is used until it is spent, or the server says that it has ended or that the
 * client may no longer refresh. Then the client secret is used again. If it is unknown whether a
 * refresh token is spent, because the response was lost or was a 5xx, the token may be presented
 * again for seven seconds. In that time the server does not treat the repetition as theft.
 *
 * <p>All these times are elapsed times, so a change of the machine's clock does not affect them.
 * Thread-safe.
 */
public final class AccessTokens {
  /** A token that is refused within this time is not the cause; a new one would be refused too. */
  private static final Duration MIN_USE = Duration.ofSeconds(1);

  /** How long a caller waits for a token, including a renewal that another caller started. */
  static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  private final TokenEndpoint endpoint;
  private final Clocks clocks;
  private final Object lock = new Object();

  // The lock guards all of these.
  private @Nullable CachedToken cached;
  private @Nullable RefreshToken refreshToken;
  private @Nullable CompletableFuture<AccessToken> renewalInFlight;
  private @Nullable Failure lastFailure;
  private Duration backoff = MIN_BACKOFF;

  /** A token and when it was fetched. */
  private record CachedToken(AccessToken token, ClockReading since) {
    boolean isValid(ClockReading now) {
      return token.isValidAt(now.since(since));
    }

    boolean isRenewalDue(ClockReading now) {
      return token.isRenewalDueAt(now.since(since));
    }

    boolean isJustFetched(ClockReading now) {
      return now.since(since).compareTo(MIN_USE) < 0;
    }
  }

  /** A failure and how long the next request must wait. */
  private record Failure(PosternException cause, ClockReading at, Duration backoff) {
    boolean isInBackoff(ClockReading now) {
      return now.since(at).compareTo(backoff) < 0;
    }
  }

  AccessTokens(TokenEndpoint endpoint, Clocks clocks) {
    this.endpoint = endpoint;
    this.clocks = clocks;
  }

  /**
   * Creates a supplier of tokens for this client.
   *
   * @param http must not follow redirects and must trust Postern's certificate
   */
  public static AccessTokens of(
      ClientCredentials credentials, HttpClient http, InstantSource clock) {
    Clocks clocks = Clocks.of(clock);
    return new AccessTokens(
        new TokenEndpoint(credentials, http, clocks, TokenEndpoint.TIMEOUT), clocks);
  }

  /**
   * Returns a valid token. Waits only if there is none, for at most ten seconds.
   *
   * @throws PosternException if no token can be obtained now
   */
  public AccessToken current() throws InterruptedException {
    return current(MAX_WAIT);
  }

  /**
   * Like {@link #current()}, with another maximum wait. A request in flight continues for later
   * callers.
   */
  AccessToken current(Duration maxWait) throws InterruptedException {
    CompletableFuture<AccessToken> renewal;
    synchronized (lock) {
      ClockReading now = clocks.now();
      CachedToken valid = cached != null && cached.isValid(now) ? cached : null;
      if (valid != null && !valid.isRenewalDue(now)) {
        return valid.token();
      }
      renewal = renewal(now);
      if (valid != null) {
        return valid.token();
      }
    }
    return result(renewal, maxWait);
  }

  /**
   * Drops a token that a server refused as revoked or invalid.
   *
   * @return whether {@link #current()} is worth another try; false if the token was fetched less
   *     than a second ago
   */
  public boolean discard(AccessToken refused) {
    synchronized (lock) {
      if (cached == null || cached.token() != refused) {
        return true;
      }
      if (cached.isJustFetched(clocks.now())) {
        return false;
      }
      cached = null;
      return true;
    }
  }

  /** The renewal in flight, or the last failure during its back-off, or a new renewal. */
  private CompletableFuture<AccessToken> renewal(ClockReading now) {
    if (renewalInFlight != null) {
      return renewalInFlight;
    }
    if (lastFailure != null && lastFailure.isInBackoff(now)) {
      return CompletableFuture.failedFuture(lastFailure.cause());
    }
    CompletableFuture<AccessToken> renewal = new CompletableFuture<>();
    renewalInFlight = renewal;
    Optional<RefreshToken> before =
        Optional.ofNullable(refreshToken).filter(token -> token.mayBePresented(now));
    Optional<RefreshToken> presented = before.map(token -> token.presented(now));
    refreshToken = presented.orElse(null);
    request(presented)
        .whenComplete((result, failure) -> finish(renewal, before, outcome(result, failure)));
    return renewal;
  }

  /** Never throws, because other callers wait for the result. */
  private CompletableFuture<TokenOutcome> request(Optional<RefreshToken> presented) {
    try {
      return presented
          .map(token -> endpoint.refresh(token).thenCompose(this::orByClientSecret))
          .orElseGet(endpoint::fetch);
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private CompletableFuture<TokenOutcome> orByClientSecret(TokenOutcome refreshed) {
    if (!(refreshed instanceof Rejected refused) || !refused.endsRefreshToken()) {
      return CompletableFuture.completedFuture(refreshed);
    }
    synchronized (lock) {
      refreshToken = null;
    }
    return endpoint.fetch();
  }

  private static TokenOutcome outcome(@Nullable TokenOutcome result, @Nullable Throwable failure) {
    return result != null
        ? result
        : new Unknown(new PosternException("internal", "The request for a token failed", failure));
  }

  private void finish(
      CompletableFuture<AccessToken> renewal, Optional<RefreshToken> before, TokenOutcome outcome) {
    switch (outcome) {
      case Issued(AccessToken token, Optional<Secret> next) -> {
        synchronized (lock) {
          renewalInFlight = null;
          cached = new CachedToken(token, clocks.now());
          refreshToken = next.map(RefreshToken::unused).orElse(null);
          lastFailure = null;
          backoff = MIN_BACKOFF;
        }
        renewal.complete(token);
      }
      case Rejected(PosternException failure) -> {
        synchronized (lock) {
          refreshToken = refreshToken == null ? null : before.orElse(null);
        }
        fail(renewal, failure);
      }
      case Unknown(PosternException failure) -> fail(renewal, failure);
    }
  }

  private void fail(CompletableFuture<AccessToken> renewal, PosternException failure) {
    synchronized (lock) {
      renewalInFlight = null;
      Duration requested = failure.retryAfter().orElse(Duration.ZERO);
      lastFailure =
          new Failure(
              failure, clocks.now(), requested.compareTo(backoff) > 0 ? requested : backoff);
      Duration doubled = backoff.multipliedBy(2);
      backoff = doubled.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : doubled;
    }
    renewal.completeExceptionally(failure);
  }

  private static AccessToken result(CompletableFuture<AccessToken> renewal, Duration maxWait)
      throws InterruptedException {
    try {
      return renewal.get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      throw new PosternException(
          "unreachable",
          "No access token in %s; it is still being fetched".formatted(maxWait),
          slow);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof PosternException failure) {
        throw failure.forAnotherCaller();
      }
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public String toString() {
    return "AccessTokens[hidden]";
  }
}
