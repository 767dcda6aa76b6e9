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

/** Completes a call that has revoked something: relays it, and waits for it on request. */
@Singleton
public class RevocationPropagation {

  /**
   * At how many verifiers a revocation is in force.
   *
   * @param event its number; none if there was nothing left to revoke
   * @param verifiers the number of live processes that verify credentials
   * @param applied in how many of them it is in force
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record AppliedView(Optional<Long> event, int verifiers, int applied, boolean complete) {}

  private final EventLogPoller poller;
  private final SecurityEventLog log;
  private final Verifiers verifiers;
  private final Duration timeout;

  RevocationPropagation(
      EventLogPoller poller, SecurityEventLog log, Verifiers verifiers, GuardConfig config) {
    this.poller = poller;
    this.log = log;
    this.verifiers = verifiers;
    this.timeout = config.guard().dependencyTimeout();
  }

  /**
   * @param done the status of the answer if the caller does not wait
   * @param committed the event's number, once its transaction is over; none if nothing was changed
   */
  public Uni<Response> answer(Status done, WaitOption wait, Uni<Optional<Long>> committed) {
    return committed
        .invoke(poller::nudge)
        .flatMap(
            event ->
                wait.patience().isEmpty()
                    ? Uni.createFrom().item(Response.status(done).build())
                    : numberOf(event)
                        .flatMap(seq -> verifiers.whenApplied(seq, wait.patience().get()))
                        .map(applied -> answer(event, applied)));
  }

  /** Relays a revocation and waits for it. True if all live verifiers have confirmed it. */
  public Uni<Boolean> applied(Uni<Optional<Long>> committed, Duration patience) {
    return committed
        .invoke(poller::nudge)
        .flatMap(this::numberOf)
        .flatMap(seq -> verifiers.whenApplied(seq, patience))
        .map(Verifiers.Applied::isComplete);
  }

  /** Without an event of its own: it was revoked before, perhaps only a moment ago. */
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
