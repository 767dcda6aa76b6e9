package dev.postern.common.auth;

import dev.postern.common.auth.Decision.Allowed;
import dev.postern.common.auth.Decision.Refused;
import dev.postern.common.auth.Decision.Undecided;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Decides one request, the same way for REST and gRPC. One line of the decision log for each
 * request.
 *
 * <p>The stages are find, verify (schemes), checks and claims, in the order of the lists that it is
 * composed of. The {@code Uni} never fails: an outage is {@link Undecided}, which denies.
 */
public final class Pipeline {
  private final List<Scheme<?>> schemes;
  private final List<Check> checks;
  private final List<Claim> claims;
  private final DecisionLog log;

  /**
   * @param schemes in the order in which credentials are proven: the client's first, so that a
   *     caller without a good token causes no look-up
   * @param checks the last one must decide every request that reaches it
   */
  public Pipeline(
      List<Scheme<?>> schemes, List<Check> checks, List<Claim> claims, DecisionLog log) {
    this.schemes = List.copyOf(schemes);
    this.checks = List.copyOf(checks);
    this.claims = List.copyOf(claims);
    this.log = log;
  }

  public Uni<Decision> decide(Request request, Requirements needed) {
    Proving proving = new Proving(request, needed);
    return Uni.createFrom()
        .deferred(proving::decide)
        .onFailure()
        .recoverWithItem(failure -> new Undecided(failure, proving.proof.principal()))
        .invoke(decision -> log.record(request.call(), decision));
  }

  /**
   * The decision that ends a call which was allowed before, if it must end. Only that is logged.
   */
  public Optional<Decision> recheck(Call call, Allowed allowed, Requirements needed) {
    for (Check check : checks) {
      Optional<Decision> ended = check.recheck(allowed.proof(), needed);
      if (ended.isPresent()) {
        log.record(call, ended.get());
        return ended;
      }
    }
    return Optional.empty();
  }

  /** One request on its way through the stages. */
  private final class Proving {
    private final Request request;
    private final Requirements needed;
    private Proof proof = Proof.NOTHING;

    Proving(Request request, Requirements needed) {
      this.request = request;
      this.needed = needed;
    }

    Uni<Decision> decide() {
      return switch (Presentation.read(schemes, request, needed)) {
        case Presentation.Unusable(AuthError error, String detail) ->
            Uni.createFrom().item(new Refused(error, detail));
        case Presentation.Complete(List<Presentation.Located<?>> credentials) ->
            verify(credentials, 0);
      };
    }

    /** One credential after the other, until one fails. No {@code Uni} where there is no I/O. */
    private Uni<Decision> verify(List<Presentation.Located<?>> credentials, int first) {
      for (int i = first; i < credentials.size(); i++) {
        int next = i + 1;
        switch (credentials.get(i).verify()) {
          case Step.Later(Uni<Step.Verdict> later) -> {
            return later.flatMap(verdict -> continueWith(verdict, credentials, next));
          }
          case Step.Now(Step.Verdict verdict) -> {
            Optional<Decision> failed = take(verdict);
            if (failed.isPresent()) {
              return Uni.createFrom().item(failed.get());
            }
          }
        }
      }
      return claim(check());
    }

    private Uni<Decision> continueWith(
        Step.Verdict verdict, List<Presentation.Located<?>> credentials, int next) {
      return take(verdict)
          .map(failed -> Uni.createFrom().item(failed))
          .orElseGet(() -> verify(credentials, next));
    }

    private Optional<Decision> take(Step.Verdict verdict) {
      return switch (verdict) {
        case Step.Proven(ProvenCredential credential) -> {
          proof = proof.with(credential);
          yield Optional.empty();
        }
        case Step.Failed(AuthError error, String detail, Advice advice) ->
            Optional.of(new Refused(error, detail, proof.principal(), advice));
      };
    }

    private Decision check() {
      for (Check check : checks) {
        Optional<Decision> decision = check.check(request, proof, needed);
        if (decision.isPresent()) {
          return decision.get();
        }
      }
      throw new IllegalStateException("the last check must decide");
    }

    private Uni<Decision> claim(Decision decision) {
      Uni<Decision> claimed = Uni.createFrom().item(decision);
      for (Claim claim : claims) {
        claimed = claimed.flatMap(soFar -> claim(claim, soFar));
      }
      return claimed;
    }

    private Uni<Decision> claim(Claim claim, Decision soFar) {
      return soFar instanceof Allowed allowed
          ? claim.claim(request, allowed).map(refused -> refused.orElse(allowed))
          : Uni.createFrom().item(soFar);
    }
  }
}
