package dev.postern.auth.signingkey;

import dev.postern.auth.event.EventLogPoller;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What operators do with signing keys: in force in this replica when it is done, and in the others
 * with the event. Refuses by {@link Refusal}; fails if the database does.
 */
@Singleton
class SigningKeyAdmin {
  private static final Logger LOGGER = Logger.getLogger(SigningKeyAdmin.class);

  /** How often the keys may change between looking at them and revoking one. */
  /** For what is committed already: nobody need wait longer for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int MAX_RETRIES = 3;

  private final KeyRotation rotation;
  private final KeyMaker maker;
  private final SigningKeys inForce;
  private final EventLogPoller tail;
  private final SigningKeyConfig config;

  SigningKeyAdmin(
      KeyRotation rotation,
      KeyMaker maker,
      SigningKeys inForce,
      EventLogPoller tail,
      SigningKeyConfig config) {
    this.rotation = rotation;
    this.maker = maker;
    this.inForce = inForce;
    this.tail = tail;
    this.config = config;
  }

  Uni<List<SigningKeyEntity>> page(String after, int limit) {
    return rotation.page(after, limit);
  }

  Uni<SigningKeyEntity> create(Optional<SigningAlgorithm> algorithm, String actor) {
    return rotation
        .published()
        .invoke(KeyRules::mustHaveRoom)
        .flatMap(room -> maker.make(algorithm.orElseGet(config::algorithm)))
        .flatMap(key -> rotation.add(key, actor))
        .call(this::take);
  }

  Uni<SigningKeyEntity> activate(String kid, String actor) {
    return rotation.activate(kid, actor).call(this::take);
  }

  /**
   * Revokes a key, with all tokens that it signed.
   *
   * @return the number of the event that tells everybody
   */
  Uni<Long> revoke(String kid, String actor) {
    return Uni.createFrom()
        .deferred(rotation::published)
        .flatMap(published -> spare(kid, published))
        .flatMap(spare -> rotation.revoke(kid, spare, actor))
        .onFailure(KeyRotation.SuccessorNeeded.class)
        .retry()
        .atMost(MAX_RETRIES)
        .call(this::take);
  }

  private Uni<Optional<SigningKeyEntity>> spare(String kid, List<SigningKeyEntity> published) {
    return KeyRules.needsSuccessor(kid, published)
        ? maker.make(config.algorithm()).map(Optional::of)
        : Uni.createFrom().item(Optional.empty());
  }

  /** It is committed, whatever becomes of this: the watch would do it a little later. */
  private Uni<?> take() {
    return inForce
        .reload()
        .memoize()
        .indefinitely()
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .invoke(failure -> LOGGER.warnf("signing keys not reloaded: %s", failure.toString()))
        .onFailure()
        .recoverWithItem(List.of())
        .invoke(tail::nudge);
  }
}
