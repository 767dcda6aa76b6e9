package dev.postern.common.audit;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Caller;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Proof;
import java.util.Optional;

/**
 * One decision, as it is written down. Nothing in it is a secret: credentials appear by their
 * public ids.
 *
 * @param reason the refusal's stable word, or {@code allowed}
 * @param detail what the caller was not told
 * @param client who called, as far as it was proven
 * @param customer the opaque identifier of the customer concerned
 */
public record AuditEvent(
    Call call,
    Outcome outcome,
    String reason,
    String detail,
    Optional<String> client,
    Optional<String> customer) {

  /**
   * The call decided upon.
   *
   * @param transport {@code REST} or {@code GRPC}
   * @param route the method called, by its name in the code
   * @param peer the address of the other end of the connection
   */
  public record Call(String transport, String route, String traceId, String peer) {}

  /** Undecided is denied too, but for want of an answer. */
  public enum Outcome {
    ALLOWED,
    REFUSED,
    UNDECIDED
  }

  /** What the pipeline decided of a call. */
  public static AuditEvent of(Call call, Decision decision) {
    return switch (decision) {
      case Decision.Allowed(Caller caller, Proof proof) ->
          allowed(call, credential(caller, proof), caller.clientId(), caller.customerId());
      case Decision.Refused(AuthError error, String detail) -> refused(call, error, detail);
      case Decision.Undecided(Throwable cause) ->
          refused(call, AuthError.DEPENDENCY_UNAVAILABLE, cause.getClass().getSimpleName());
    };
  }

  private static String credential(Caller caller, Proof proof) {
    boolean isCookie = proof.accessToken().isEmpty() && proof.session().isPresent();
    boolean isSigned = proof.accessToken().isEmpty() && proof.signature().isPresent();
    return (isSigned ? "hmac-key " : isCookie ? "sid " : "jti ") + caller.tokenId();
  }

  public static AuditEvent allowed(
      Call call, String detail, String client, Optional<String> customer) {
    return new AuditEvent(call, Outcome.ALLOWED, "allowed", detail, Optional.of(client), customer);
  }

  public static AuditEvent refused(Call call, AuthError error, String detail) {
    Outcome outcome = error.isTemporary() ? Outcome.UNDECIDED : Outcome.REFUSED;
    return new AuditEvent(
        call, outcome, error.reason(), detail, Optional.empty(), Optional.empty());
  }
}
