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
 * Creates, activates and revokes signing keys for operators. A change is in force in this replica
 * when the call ends, and in the others when they receive the event. Refuses by {@link Refusal};
 * fails if the database does.
 */
@Singleton
class SigningKeyAdmin {
  private static final Logger LOGGER = Logger.getLogger(SigningKeyAdmin.class);

  /** The longest wait for the reload; the change is committed before. */
  private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(1);

  /** How often the keys may change between reading them and revoking one. */
  private static final int MAX_RETRIES = 3;

  private final KeyRotation rotation;
  private final KeyMaker maker;
  private final SigningKeys inForce;
  private final EventLogPoller poller;
  private final SigningKeyConfig config;

  SigningKeyAdmin(
      KeyRotation rotation,
      KeyMaker maker,
      SigningKeys inForce,
      EventLogPoller poller,
      SigningKeyConfig config) {
    this.rotation = rotation;
    this.maker = maker;
    this.inForce = inForce;
    this.poller = poller;
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
        .call(this::reload);
  }

  Uni<SigningKeyEntity> activate(String kid, String actor) {
    return rotation.activate(kid, actor).call(this::reload);
  }

  /**
   * Revokes a key, with all tokens that it signed.
   *
   * @return the number of the last security event
   */
  Uni<Long> revoke(String kid, String actor) {
    return Uni.createFrom()
        .deferred(rotation::published)
        .flatMap(published -> spare(kid, published))
        .flatMap(spare -> rotation.revoke(kid, spare, actor))
        .onFailure(KeyRotation.SuccessorNeeded.class)
        .retry()
        .atMost(MAX_RETRIES)
        .call(this::reload);
  }

  private Uni<Optional<SigningKeyEntity>> spare(String kid, List<SigningKeyEntity> published) {
    return KeyRules.needsSuccessor(kid, published)
        ? maker.make(config.algorithm()).map(Optional::of)
        : Uni.createFrom().item(Optional.empty());
  }

  /** Reads the committed change. If this fails, {@link KeyWatch} reads it a little later. */
  private Uni<?> reload() {
    return inForce
        .reload()
        .memoize()
        .indefinitely()
        .ifNoItem()
        .after(RELOAD_TIMEOUT)
        .fail()
        .onFailure()
        .invoke(failure -> LOGGER.warnf("signing keys not reloaded: %s", failure.toString()))
        .onFailure()
        .recoverWithItem(List.of())
        .invoke(poller::nudge);
  }
}
