package dev.postern.common.auth;

import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import dev.postern.common.signature.NonceStore;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Uses the nonce of a signed request. It comes last, so that only a request that would be let in
 * writes to the store.
 */
public final class NonceClaim implements Claim {

  /** A timestamp is good by this process' clock and not by the clock of the nonce store. */
  static final class ClocksDiffer extends Exception {
    private static final long serialVersionUID = 1L;

    ClocksDiffer() {
      super("the clock of the nonce store is not this process'", null, false, false);
    }
  }

  private static final ClocksDiffer CLOCKS_DIFFER = new ClocksDiffer();

  private final NonceStore nonces;

  public NonceClaim(NonceStore nonces) {
    this.nonces = nonces;
  }

  @Override
  public Uni<Optional<Decision>> claim(Request request, Decision.Allowed allowed) {
    return allowed
        .proof()
        .find(ProvenSignature.class)
        .map(signature -> nonces.use(signature.nonce()).map(a -> decision(a, signature, allowed)))
        .orElse(GRANTED);
  }

  private static Optional<Decision> decision(
      NonceStore.Answer answer, ProvenSignature signature, Decision.Allowed allowed) {
    Proof proof = allowed.proof();
    return switch (answer) {
      case FRESH -> Optional.empty();
      case REPLAYED ->
          Optional.of(new Refused(AuthError.NONCE_REPLAYED, signature.publicId(), proof));
      case OUT_OF_WINDOW -> Optional.of(new Undecided(CLOCKS_DIFFER, proof.principal()));
      case FORGOTTEN ->
          Optional.of(new Refused(AuthError.NONCES_FORGOTTEN, signature.publicId(), proof));
    };
  }
}
