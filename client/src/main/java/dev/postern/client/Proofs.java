package dev.postern.client;

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

  Optional<AccessToken> token() throws InterruptedException {
    return tokens == null ? Optional.empty() : Optional.of(tokens.current());
  }

  /** What is tried after a refusal, each once for a request. */
  final class Remedies {
    private boolean clockIsUntried = true;
    private boolean tokenIsUntried = true;
    private boolean learned;

    /** Any answer tells the time. */
    void observeDate(String date) {
      if (signer != null && signer.time().observeDate(date)) {
        learned = true;
      }
    }

    /** Whether the same request, signed anew and with the current token, may fare better. */
    boolean mayHelp(Refusal refusal, Optional<AccessToken> used) {
      if (refusal.isOfTime() && clockIsUntried && signer != null) {
        clockIsUntried = false;
        return refusal.serverTime().filter(signer.time()::correct).isPresent() || learned;
      }
      if (refusal.isOfToken() && tokenIsUntried && tokens != null) {
        tokenIsUntried = false;
        return used.filter(tokens::discard).isPresent();
      }
      return false;
    }
  }
}
