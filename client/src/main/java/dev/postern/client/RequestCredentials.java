package dev.postern.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The credentials of a request: a signature, an access token, both, or none. */
record RequestCredentials(@Nullable SignedRequests signer, @Nullable AccessTokens tokens) {
  static final RequestCredentials NONE = new RequestCredentials(null, null);

  RequestCredentials signing(SignedRequests other) {
    return new RequestCredentials(other, tokens);
  }

  RequestCredentials bearing(AccessTokens other) {
    return new RequestCredentials(signer, other);
  }

  Optional<AccessToken> token(Duration maxWait) throws InterruptedException {
    return tokens == null ? Optional.empty() : Optional.of(tokens.current(maxWait));
  }

  /** The retries of one request: at most one per cause. Only this request uses them. */
  final class RetryState {
    private boolean mayCorrectClock = true;
    private boolean mayReplaceToken = true;
    private Optional<ServerTime> correctedTime = Optional.empty();

    /** The signer for the next attempt. */
    Optional<SignedRequests> signer() {
      return Optional.ofNullable(signer).map(own -> correctedTime.map(own::withTime).orElse(own));
    }

    /**
     * Whether to retry the request with a new signature and the current token.
     *
     * @throws PosternException if the clocks differ by more than {@link ServerTime#MAX_SKEW}
     */
    boolean shouldRetry(Unauthorized refusal, Optional<AccessToken> used) {
      if (refusal.isTimestampRefused() && mayCorrectClock && signer != null) {
        mayCorrectClock = false;
        correctedTime = refusal.serverTime().flatMap(signer.time()::correctedTo);
        return correctedTime.isPresent();
      }
      if (refusal.isTokenRefused() && mayReplaceToken && tokens != null) {
        mayReplaceToken = false;
        return used.filter(tokens::discard).isPresent();
      }
      return false;
    }

    /**
     * Records that the request succeeded, so a time it was signed with is correct for other
     * requests too.
     */
    void succeeded() {
      if (signer != null) {
        correctedTime.ifPresent(signer.time()::adopt);
      }
    }
  }
}
