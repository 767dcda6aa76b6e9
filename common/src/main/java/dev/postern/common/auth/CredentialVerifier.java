package dev.postern.common.auth;

import io.smallrye.mutiny.Uni;

/** Proves one kind of credential. An outage is a failure of the {@code Uni}, never an outcome. */
public interface CredentialVerifier {

  /** Proves it if it was presented, and adds it to what was proven before. */
  Uni<Outcome> verify(Credentials credentials, Proof soFar);

  /** Proven so far, or refused; a refused credential ends the walk. */
  sealed interface Outcome {
    record Proven(Proof proof) implements Outcome {}

    /**
     * @param detail for the audit line; callers are not told
     */
    record Failed(AuthError error, String detail) implements Outcome {}
  }

  static Uni<Outcome> proven(Proof proof) {
    return Uni.createFrom().item(new Outcome.Proven(proof));
  }

  static Uni<Outcome> failed(AuthError error, String detail) {
    return Uni.createFrom().item(new Outcome.Failed(error, detail));
  }
}
