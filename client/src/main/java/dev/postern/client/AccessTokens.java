package dev.postern.client;

import dev.postern.client.Grant.Granted;
import dev.postern.client.Grant.Lost;
import dev.postern.client.Grant.Refused;
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
 * An access token for as long as it is wanted: fetched when first needed, renewed when a fifth of
 * its life is left, dropped when it is refused.
 *
 * <p>However many threads ask, one request is under way. While a token is alive nobody waits for
 * the next. After a failure the server is left alone for a second, then for two, up to half a
 * minute, or for as long as it says; who asks in between gets the same failure.
 *
 * <p>A refresh token is kept until it is spent or the server says that it has ended, or that this
 * client may refresh no more: only then is the client's secret used again. Where nobody knows
 * whether it is spent, for want of an answer or after a 5xx, it is presented for seven seconds, in
 * which the server takes no repetition for theft.
 *
 * <p>All these times are counted: the machine's clock may be set back or ahead meanwhile.
 */
public final class AccessTokens {
  /** A token that is refused sooner is not the cause; a new one would be refused, too. */
  private static final Duration LEAST_USE = Duration.ofSeconds(1);

  /** How long one caller waits, for another's renewal, too. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final TokenEndpoint endpoint;
  private final Clocks clocks;
  private final Object lock = new Object();

  // All guarded by the lock.
  private @Nullable Held held;
  private @Nullable RefreshToken refreshToken;
  private @Nullable CompletableFuture<AccessToken> underWay;
  private @Nullable Failure lastFailure;
  private Duration pause = FIRST_PAUSE;

  /** A token, and when it came. */
  private record Held(AccessToken token, Moment since) {
    boolean isAlive(Moment now) {
      return token.isAliveAt(now.since(since));
    }

    boolean isDue(Moment now) {
      return token.isDueAt(now.since(since));
    }

    boolean isJustFetched(Moment now) {
      return now.since(since).compareTo(LEAST_USE) < 0;
    }
  }

  /** What went wrong, and for how long the server is left alone. */
  private record Failure(PosternException cause, Moment at, Duration rest) {
    boolean isFresh(Moment now) {
      return now.since(at).compareTo(rest) < 0;
    }
  }

  AccessTokens(TokenEndpoint endpoint, Clocks clocks) {
    this.endpoint = endpoint;
    this.clocks = clocks;
  }

  /**
   * Tokens of this client.
   *
   * @param http must follow no redirects, and trust Postern's certificate
   */
  public static AccessTokens of(
      ClientCredentials credentials, HttpClient http, InstantSource clock) {
    Clocks clocks = Clocks.of(clock);
    return new AccessTokens(
        new TokenEndpoint(credentials, http, clocks, TokenEndpoint.TIMEOUT), clocks);
  }

  /**
   * A token that is alive. Waits only if there is none, for ten seconds at most.
   *
   * @throws PosternException if none is to be had now
   */
  public AccessToken current() throws InterruptedException {
    return current(PATIENCE);
  }

  /** The same, and waits no longer than this; asking goes on for those who come later. */
  AccessToken current(Duration patience) throws InterruptedException {
    CompletableFuture<AccessToken> renewal;
    synchronized (lock) {
      Moment now = clocks.now();
      Held alive = held != null && held.isAlive(now) ? held : null;
      if (alive != null && !alive.isDue(now)) {
        return alive.token();
      }
      renewal = renewal(now);
      if (alive != null) {
        return alive.token();
      }
    }
    return result(renewal, patience);
  }

  /**
   * Drops a token that was refused as revoked or invalid, and says whether {@link #current()} is
   * worth another try: not if the token has only just been fetched.
   */
  public boolean discard(AccessToken refused) {
    synchronized (lock) {
      if (held == null || held.token() != refused) {
        return true;
      }
      if (held.isJustFetched(clocks.now())) {
        return false;
      }
      held = null;
      return true;
    }
  }

  /** The one under way, or the last failure while the server is left alone, or a new one. */
  private CompletableFuture<AccessToken> renewal(Moment now) {
    if (underWay != null) {
      return underWay;
    }
    if (lastFailure != null && lastFailure.isFresh(now)) {
      return CompletableFuture.failedFuture(lastFailure.cause());
    }
    CompletableFuture<AccessToken> renewal = new CompletableFuture<>();
    underWay = renewal;
    Optional<RefreshToken> before =
        Optional.ofNullable(refreshToken).filter(token -> token.mayBePresented(now));
    Optional<RefreshToken> presented = before.map(token -> token.presented(now));
    refreshToken = presented.orElse(null);
    ask(presented)
        .whenComplete((grant, failure) -> finish(renewal, before, outcome(grant, failure)));
    return renewal;
  }

  /** Never throws, since others wait for what comes of it. */
  private CompletableFuture<Grant> ask(Optional<RefreshToken> presented) {
    try {
      return presented
          .map(token -> endpoint.refresh(token).thenCompose(this::orAnew))
          .orElseGet(endpoint::fetch);
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private CompletableFuture<Grant> orAnew(Grant refreshed) {
    if (!(refreshed instanceof Refused refused) || !refused.endsRefreshToken()) {
      return CompletableFuture.completedFuture(refreshed);
    }
    synchronized (lock) {
      refreshToken = null;
    }
    return endpoint.fetch();
  }

  private static Grant outcome(@Nullable Grant grant, @Nullable Throwable failure) {
    return grant != null
        ? grant
        : new Lost(new PosternException("internal", "Asking for a token failed", failure));
  }

  private void finish(
      CompletableFuture<AccessToken> renewal, Optional<RefreshToken> before, Grant outcome) {
    switch (outcome) {
      case Granted(AccessToken token, Optional<Secret> next) -> {
        synchronized (lock) {
          underWay = null;
          held = new Held(token, clocks.now());
          refreshToken = next.map(RefreshToken::unspent).orElse(null);
          lastFailure = null;
          pause = FIRST_PAUSE;
        }
        renewal.complete(token);
      }
      case Refused(PosternException failure) -> {
        synchronized (lock) {
          refreshToken = refreshToken == null ? null : before.orElse(null);
        }
        fail(renewal, failure);
      }
      case Lost(PosternException failure) -> fail(renewal, failure);
    }
  }

  private void fail(CompletableFuture<AccessToken> renewal, PosternException failure) {
    synchronized (lock) {
      underWay = null;
      Duration asked = failure.retryAfter().orElse(Duration.ZERO);
      lastFailure = new Failure(failure, clocks.now(), asked.compareTo(pause) > 0 ? asked : pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    renewal.completeExceptionally(failure);
  }

  private static AccessToken result(CompletableFuture<AccessToken> renewal, Duration patience)
      throws InterruptedException {
    try {
      return renewal.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      throw new PosternException(
          "unreachable",
          "No access token in %s; it is still being fetched".formatted(patience),
          slow);
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
