package dev.postern.auth.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.Optional;

/** Ends a call that has revoked something: has it relayed, and waits for it if that is asked. */
@Singleton
public class RevocationPropagation {

  /**
   * How far a revocation has come.
   *
   * @param event its number; none if there was nothing to revoke any more
   * @param verifiers how many processes could still let in what it revokes, if they did not have it
   * @param applied how many of them have it in force
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record AppliedView(Optional<Long> event, int verifiers, int applied, boolean complete) {}

  private final EventLogPoller tail;
  private final SecurityEventLog log;
  private final Verifiers verifiers;
  private final Duration timeout;

  RevocationPropagation(
      EventLogPoller tail, SecurityEventLog log, Verifiers verifiers, GuardConfig config) {
    this.tail = tail;
    this.log = log;
    this.verifiers = verifiers;
    this.timeout = config.guard().dependencyTimeout();
  }

  /**
   * @param done what to answer if nothing is waited for
   * @param committed the event's number, once its transaction is over; none if nothing was changed
   */
  public Uni<Response> answer(Status done, WaitOption wait, Uni<Optional<Long>> committed) {
    return committed
        .invoke(tail::nudge)
        .flatMap(
            event ->
                wait.patience().isEmpty()
                    ? Uni.createFrom().item(Response.status(done).build())
                    : numberOf(event)
                        .flatMap(seq -> verifiers.whenApplied(seq, wait.patience().get()))
                        .map(applied -> answer(event, applied)));
  }

  /** Relays what has been revoked and waits for it; whether all verifiers have confirmed. */
  public Uni<Boolean> applied(Uni<Optional<Long>> committed, Duration patience) {
    return committed
        .invoke(tail::nudge)
        .flatMap(this::numberOf)
        .flatMap(seq -> verifiers.whenApplied(seq, patience))
        .map(Verifiers.Applied::isComplete);
  }

  /** What was dead before may have been revoked a moment ago, and not be known here yet. */
  private Uni<Long> numberOf(Optional<Long> event) {
    return event.isPresent()
        ? Uni.createFrom().item(event.get())
        : log.head().ifNoItem().after(timeout).fail();
  }

  private static Response answer(Optional<Long> event, Verifiers.Applied applied) {
    AppliedView body =
        new AppliedView(event, applied.verifiers(), applied.applied(), applied.isComplete());
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
