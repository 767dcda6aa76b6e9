package dev.postern.common.audit;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.auth.CustomerPrincipal;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.Principal;
import java.util.Optional;

/**
 * One decision, as it is written down. Nothing in it is a secret: credentials appear by their
 * public ids.
 *
 * @param reason the stable word of the refusal, or {@code allowed}
 * @param detail what the caller does not learn
 * @param client the client that called, as far as it was proven
 * @param customer the opaque identifier of the customer who called, or of an allowed call on behalf
 *     of a customer
 */
public record DecisionLine(
    Call call,
    Outcome outcome,
    String reason,
    String detail,
    Optional<String> client,
    Optional<String> customer) {

  /** Undecided denies, too, because something did not answer. */
  public enum Outcome {
    ALLOWED,
    REFUSED,
    UNDECIDED
  }

  public static DecisionLine of(Call call, Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed ->
          new DecisionLine(
              call,
              Outcome.ALLOWED,
              "allowed",
              allowed.detail(),
              client(Optional.of(allowed.principal())),
              allowed.customerId().or(() -> customer(Optional.of(allowed.principal()))));
      case Decision.Refused refused ->
          refused(call, refused.error(), refused.detail(), refused.who());
      case Decision.Undecided(Throwable cause, Optional<Principal> who) ->
          refused(call, AuthError.DEPENDENCY_UNAVAILABLE, cause.getClass().getSimpleName(), who);
    };
  }

  private static DecisionLine refused(
      Call call, AuthError error, String detail, Optional<Principal> who) {
    Outcome outcome = error.isOutage() ? Outcome.UNDECIDED : Outcome.REFUSED;
    return new DecisionLine(call, outcome, error.reason(), detail, client(who), customer(who));
  }

  private static Optional<String> client(Optional<Principal> who) {
    return who.flatMap(
        principal ->
            switch (principal) {
              case ClientPrincipal client -> Optional.of(client.clientId());
              case CustomerPrincipal customer -> Optional.empty();
            });
  }

  private static Optional<String> customer(Optional<Principal> who) {
    return who.flatMap(
        principal ->
            switch (principal) {
              case ClientPrincipal client -> Optional.empty();
              case CustomerPrincipal customer -> Optional.of(customer.customerId());
            });
  }
}
