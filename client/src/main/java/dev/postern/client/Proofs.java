package dev.postern.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By what a request proves who sends it: a signature, an access token, both, or neither. */
record Proofs(@Nullable SignedRequests signer, @Nullable AccessTokens tokens) {
  static final Proofs NONE = new Proofs(null, null);

  Proofs signing(SignedRequests other) {
    return new Proofs(other, tokens);
  }

  Proofs bearing(AccessTokens other) {
    return new Proofs(signer, other);
  }

  Optional<AccessToken> token(Duration patience) throws InterruptedException {
    return tokens == null ? Optional.empty() : Optional.of(tokens.current(patience));
  }

  /** What is tried after a refusal, each once for a request, and by this request alone. */
  final class Remedies {
    private boolean clockIsUntried = true;
    private boolean tokenIsUntried = true;
    private Optional<ServerTime> tried = Optional.empty();

    /** What signs the next attempt. */
    Optional<SignedRequests> signer() {
      return Optional.ofNullable(signer).map(known -> tried.map(known::by).orElse(known));
    }

    /**
     * Whether the same request, signed anew and with the current token, may fare better.
     *
     * @throws PosternException if the clocks differ by more than is followed
     */
    boolean mayHelp(Refusal refusal, Optional<AccessToken> used) {
      if (refusal.isOfTime() && clockIsUntried && signer != null) {
        clockIsUntried = false;
        tried = refusal.serverTime().flatMap(signer.time()::asToldBy);
        return tried.isPresent();
      }
      if (refusal.isOfToken() && tokenIsUntried && tokens != null) {
        tokenIsUntried = false;
        return used.filter(tokens::discard).isPresent();
      }
      return false;
    }

    /** The request was let in and done: what was tried for it is good for others, too. */
    void succeeded() {
      if (signer != null) {
        tried.ifPresent(signer.time()::remember);
      }
    }
  }
}
