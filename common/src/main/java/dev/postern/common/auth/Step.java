package dev.postern.common.auth;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** A verdict on one credential: now, or after I/O. */
public sealed interface Step {

  record Now(Verdict verdict) implements Step {}

  record Later(Uni<Verdict> verdict) implements Step {}

  /** Proven, or failed. A failed credential ends the request. */
  sealed interface Verdict {}

  record Proven(ProvenCredential credential) implements Verdict {}

  /**
   * @param detail for the decision log; not shown to callers
   */
  record Failed(AuthError error, String detail, Advice advice) implements Verdict {
    public Failed(AuthError error, String detail) {
      this(error, detail, Advice.NONE);
    }
  }

  static Step failed(AuthError error, String detail) {
    return new Now(new Failed(error, detail));
  }

  static <T> Step later(Uni<T> answer, Function<T, Verdict> reading) {
    return new Later(answer.map(reading));
  }
}
