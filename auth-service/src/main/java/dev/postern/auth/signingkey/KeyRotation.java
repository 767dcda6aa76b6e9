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
 * The record of signing keys. Each change is one transaction, alone among all replicas, and ends
 * with the event that tells everybody. Refuses by {@link Refusal}; fails if the database does.
 */
@ApplicationScoped
class KeyRotation {
  /** For which nobody gave the order. */
  static final String BY_ITSELF = "auth-service";

  /** The last token that a revoked key signed has expired long before. */
  private static final Duration KILL_REMEMBERED = Duration.ofDays(30);

  /**
   * It revokes nothing: it need not be remembered longer than those need who are a little behind.
   */
  private static final Duration CHANGE_REMEMBERED = Duration.ofHours(1);

  /** The active key can be revoked only if there is another one to sign with. */
  static final class SuccessorNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SuccessorNeeded() {
      super("a key is to be made first", null, false, false);
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

  /** The same, for whoever can wait. */
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

  /** Makes this key the active one, if there is none. */
  @WithTransaction
  Uni<Void> first(SigningKeyEntity key) {
    return keys.lock()
        .flatMap(locked -> keys.in(KeyState.ACTIVE))
        .flatMap(
            active -> active.isEmpty() ? begin(key).call(() -> tell(BY_ITSELF)) : nothingToDo());
  }

  /** Publishes this key. */
  @DatabaseTimeout
  @WithTransaction
  Uni<SigningKeyEntity> add(SigningKeyEntity key, String actor) {
    return keys.lock()
        .flatMap(locked -> keys.published())
        .invoke(KeyRules::mustHaveRoom)
        .invoke(room -> key.publish(clock.instant(), config.publishLead()))
        .flatMap(room -> keys.persist(key))
        .call(() -> tell(actor));
  }

  /** Has this key sign from now on; nothing changes if it does. */
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
                    : promote(key).call(() -> tell(actor)));
  }

  /** What is due by now: the next key signs, old ones are removed. */
  @WithTransaction
  Uni<Void> advance() {
    return keys.lock()
        .flatMap(locked -> keys.published())
        .flatMap(
            found ->
                KeyRules.isAnyDue(found, clock.instant())
                    ? advance(found).call(() -> tell(BY_ITSELF))
                    : nothingToDo());
  }

  /**
   * Revokes this key, in whatever state it is; revoking it again only tells everybody again. The
   * active key is followed at once by the pending one, or else by the spare.
   *
   * @return the number of the last event
   * @throws SuccessorNeeded if there is no other key, and no spare
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Long> revoke(String kid, Optional<SigningKeyEntity> spare, String actor) {
    Instant end = clock.instant().plus(KILL_REMEMBERED);
    return keys.lock()
        .flatMap(locked -> mustFind(kid))
        .flatMap(key -> key.state == KeyState.ACTIVE ? replace(key, spare) : remove(key))
        .call(
            () -> events.append(EventDraft.revocation(RevocationKind.SIGNING_KEY, kid, end, actor)))
        .flatMap(revoked -> tell(actor));
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

  /** There is one active key at any moment: the old one goes first. */
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

  /** Signs at once: the first key, or the one that follows a revoked one. */
  private Uni<Void> begin(SigningKeyEntity key) {
    Instant now = clock.instant();
    key.publish(now, Duration.ZERO);
    key.activate(now);
    return keys.persist(key).replaceWithVoid();
  }

  private Uni<Long> tell(String actor) {
    Instant end = clock.instant().plus(CHANGE_REMEMBERED);
    return events.append(EventDraft.change(Topic.SIGNING_KEYS, "", end, actor));
  }

  private static Uni<Void> nothingToDo() {
    return Uni.createFrom().voidItem();
  }
}
