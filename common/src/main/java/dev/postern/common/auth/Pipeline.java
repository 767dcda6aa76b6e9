package dev.postern.common.auth;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.CredentialVerifier.Outcome;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import dev.postern.common.signature.NonceStore;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * May they do this, now? One audited answer per request, the same for REST and gRPC.
 *
 * <p>The {@code Uni} never fails: an outage is {@link Undecided}, which denies.
 */
public final class Pipeline {

  /** A timestamp that is good by this process' clock is not by the nonce store's. */
  static final class ClocksDiffer extends Exception {
    private static final long serialVersionUID = 1L;

    ClocksDiffer() {
      super("the clock of the nonce store is not this process'", null, false, false);
    }
  }

  private static final ClocksDiffer CLOCKS_DIFFER = new ClocksDiffer();

  private final List<CredentialVerifier> verifiers;
  private final RevocationCheck revocation;
  private final CrossSiteCheck crossSite;
  private final NonceStore nonces;
  private final AuditLog audit;

  /**
   * @param verifiers in the order in which credentials are proven; the cheap and the most telling
   *     first, so that nobody without an access token causes a look-up
   */
  public Pipeline(
      List<CredentialVerifier> verifiers,
      RevocationCheck revocation,
      CrossSiteCheck crossSite,
      NonceStore nonces,
      AuditLog audit) {
    this.verifiers = List.copyOf(verifiers);
    this.revocation = revocation;
    this.crossSite = crossSite;
    this.nonces = nonces;
    this.audit = audit;
  }

  public Uni<Decision> decide(Request request, Requirements required) {
    Uni<Decision> decision =
        switch (Extractor.extract(request, required)) {
          case Extraction.NotPresented(AuthError error) -> refused(error, "not presented");
          case Extraction.Malformed(AuthError error) -> refused(error, "malformed");
          case Extraction.Presented(Credentials credentials) ->
              verify(credentials)
                  .map(outcome -> authorize(outcome, request, credentials, required))
                  .flatMap(this::useNonce)
                  .onFailure()
                  .recoverWithItem(Undecided::new);
        };
    return decision.invoke(decided -> audit.record(AuditEvent.of(request.call(), decided)));
  }

  /** Why a call that was let in may go on no longer, if that is so. Not audited while it may. */
  public Optional<Decision> recheck(
      AuditEvent.Call call, Decision.Allowed allowed, Requirements required) {
    Optional<Decision> ended = revocation.recheck(allowed.proof(), required.whenStale());
    ended.ifPresent(decision -> audit.record(AuditEvent.of(call, decision)));
    return ended;
  }

  /** One verifier after the other, until one refuses. */
  private Uni<Outcome> verify(Credentials credentials) {
    Uni<Outcome> walk = CredentialVerifier.proven(Proof.NOTHING);
    for (CredentialVerifier verifier : verifiers) {
      walk =
          walk.flatMap(
              outcome ->
                  outcome instanceof Outcome.Proven(Proof soFar)
                      ? verifier.verify(credentials, soFar)
                      : Uni.createFrom().item(outcome));
    }
    return walk;
  }

  private Decision authorize(
      Outcome outcome, Request request, Credentials credentials, Requirements required) {
    return switch (outcome) {
      case Outcome.Failed(AuthError error, String detail) -> new Refused(error, detail);
      case Outcome.Proven(Proof proof) ->
          revocation
              .check(proof, required.whenStale())
              .or(() -> crossSite.check(request, credentials))
              .orElseGet(() -> Authorizer.authorize(proof, credentials, required));
    };
  }

  /** Last of all, of a request that would be let in: nobody else writes to the store. */
  private Uni<Decision> useNonce(Decision decision) {
    return decision instanceof Decision.Allowed allowed && allowed.proof().signature().isPresent()
        ? nonces
            .use(allowed.proof().signature().get().claim())
            .map(answer -> afterNonce(answer, allowed))
        : Uni.createFrom().item(decision);
  }

  private static Decision afterNonce(NonceStore.Answer answer, Decision.Allowed allowed) {
    String key = "key " + allowed.caller().tokenId();
    return switch (answer) {
      case FRESH -> allowed;
      case REPLAYED -> new Refused(AuthError.NONCE_REPLAYED, key);
      case OUT_OF_WINDOW -> new Undecided(CLOCKS_DIFFER);
      case FORGOTTEN -> new Refused(AuthError.NONCES_FORGOTTEN, key);
    };
  }

  private static Uni<Decision> refused(AuthError error, String detail) {
    return Uni.createFrom().item(new Refused(error, detail));
  }
}
