package dev.postern.auth.signingkey;

import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.Topic;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The record of signing keys. Each change is one transaction under a lock that all replicas share,
 * and appends a security event last. Refuses by {@link Refusal}; fails if the database does.
 */
@ApplicationScoped
class KeyRotation {
  /** The actor of changes that no operator ordered. */
  static final String SERVICE_ACTOR = "auth-service";

  /** The last token that a revoked key signed has expired long before the event does. */
  private static final Duration REVOCATION_REMEMBERED = Duration.ofDays(30);

  /** A change revokes nothing. The event is needed only until slow verifiers have read it. */
  private static final Duration CHANGE_REMEMBERED = Duration.ofHours(1);

  /** The active key can be revoked only if another one can sign. */
  static final class SuccessorNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SuccessorNeeded() {
      super("another key must be generated first", null, false, false);
    }
  }

  private final SigningKeyRepository keys;
  private final SecurityEventLog events;
  private final SigningKeyConfig config;
  private final InstantSource clock;

  KeyRotation(
      SigningKeyRepository keys,
      SecurityEventLog events,
      SigningKeyConfig config,
      InstantSource clock) {
    this.keys = keys;
    this.events = events;
    this.config = config;
    this.clock = clock;
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<SigningKeyEntity>> published() {
    return keys.published();
  }

  /** The same without a time-out, for the start of the service and for its rounds. */
  @WithSession
  Uni<List<SigningKeyEntity>> load() {
    return keys.published();
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<SigningKeyEntity>> page(String after, int limit) {
    return keys.page(after, limit);
  }

  @DatabaseTimeout
  @WithSession
  Uni<SigningKeyEntity> get(String kid) {
    return mustFind(kid);
  }

  /** Makes this key the active one, if none is active. */
  @WithTransaction
  Uni<Void> first(SigningKeyEntity key) {
    return keys.lock()
        .flatMap(locked -> keys.in(KeyState.ACTIVE))
        .flatMap(
            active ->
                active.isEmpty()
                    ? begin(key).call(() -> announceChange(SERVICE_ACTOR))
                    : nothingToDo());
  }

  /** Publishes this key as pending. */
  @DatabaseTimeout
  @WithTransaction
  Uni<SigningKeyEntity> add(SigningKeyEntity key, String actor) {
    return keys.lock()
        .flatMap(locked -> keys.published())
        .invoke(KeyRules::mustHaveRoom)
        .invoke(room -> key.publish(clock.instant(), config.publishLead()))
        .flatMap(room -> keys.persist(key))
        .call(() -> announceChange(actor));
  }

  /** Makes this key sign from now on. If it signs already, nothing changes. */
  @DatabaseTimeout
  @WithTransaction
  Uni<SigningKeyEntity> activate(String kid, String actor) {
    return keys.lock()
        .flatMap(locked -> mustFind(kid))
        .invoke(key -> KeyRules.mustBeActivable(key, clock.instant()))
        .call(
            key ->
                key.state == KeyState.ACTIVE
                    ? nothingToDo()
                    : promote(key).call(() -> announceChange(actor)));
  }

  /** Does what is due: activates the next key, removes old ones. */
  @WithTransaction
  Uni<Void> advance() {
    return keys.lock()
        .flatMap(locked -> keys.published())
        .flatMap(
            found ->
                KeyRules.isAnyDue(found, clock.instant())
                    ? advance(found).call(() -> announceChange(SERVICE_ACTOR))
                    : nothingToDo());
  }

  /**
   * Revokes this key, whatever its state. Revoking it again only appends the events again. The
   * active key is replaced at once by the pending one, or by the spare.
   *
   * @return the number of the last event
   * @throws SuccessorNeeded if there is neither a pending key nor a spare
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Long> revoke(String kid, Optional<SigningKeyEntity> spare, String actor) {
    Instant end = clock.instant().plus(REVOCATION_REMEMBERED);
    return keys.lock()
        .flatMap(locked -> mustFind(kid))
        .flatMap(key -> key.state == KeyState.ACTIVE ? replace(key, spare) : remove(key))
        .call(
            () -> events.append(EventDraft.revocation(RevocationKind.SIGNING_KEY, kid, end, actor)))
        .flatMap(revoked -> announceChange(actor));
  }

  private Uni<SigningKeyEntity> mustFind(String kid) {
    return keys.findById(kid).onItem().ifNull().failWith(() -> new Refusal(AuthError.NOT_FOUND));
  }

  private Uni<Void> advance(List<SigningKeyEntity> found) {
    Instant now = clock.instant();
    found.stream().filter(key -> key.isOver(now)).forEach(key -> key.remove(now));
    return found.stream()
        .filter(key -> key.mayActivate(now))
        .findFirst()
        .map(this::promote)
        .orElseGet(KeyRotation::nothingToDo);
  }

  /** At most one key is active at any moment, so the old one retires first. */
  private Uni<Void> promote(SigningKeyEntity next) {
    Instant now = clock.instant();
    return keys.in(KeyState.ACTIVE)
        .invoke(active -> active.forEach(key -> key.retire(now, config.retireAfter())))
        .call(keys::flush)
        .invoke(retired -> next.activate(now))
        .replaceWithVoid();
  }

  private Uni<Void> remove(SigningKeyEntity key) {
    key.revoke(clock.instant());
    return nothingToDo();
  }

  private Uni<Void> replace(SigningKeyEntity revoked, Optional<SigningKeyEntity> spare) {
    Instant now = clock.instant();
    revoked.revoke(now);
    return keys.flush()
        .flatMap(flushed -> keys.in(KeyState.PENDING))
        .flatMap(
            pending ->
                pending.isEmpty()
                    ? begin(spare.orElseThrow(SuccessorNeeded::new))
                    : activate(pending.getFirst(), now));
  }

  private static Uni<Void> activate(SigningKeyEntity key, Instant now) {
    key.activate(now);
    return nothingToDo();
  }

  /** Makes the first key, or the successor of a revoked one, sign at once. */
  private Uni<Void> begin(SigningKeyEntity key) {
    Instant now = clock.instant();
    key.publish(now, Duration.ZERO);
    key.activate(now);
    return keys.persist(key).replaceWithVoid();
  }

  private Uni<Long> announceChange(String actor) {
    Instant end = clock.instant().plus(CHANGE_REMEMBERED);
    return events.append(EventDraft.change(Topic.SIGNING_KEYS, "", end, actor));
  }

  private static Uni<Void> nothingToDo() {
    return Uni.createFrom().voidItem();
  }
}
