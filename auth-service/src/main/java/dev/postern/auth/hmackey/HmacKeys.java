package dev.postern.auth.hmackey;

import dev.postern.auth.client.ClientAdmin;
import dev.postern.auth.client.ClientAdmin.Signer;
import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.auth.sealing.Sealer;
import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.Topic;
import dev.postern.common.secret.Secret;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of HMAC keys, and for this service itself the directory. Refuses by {@link Refusal};
 * fails if the database does.
 */
@ApplicationScoped
public class HmacKeys implements HmacKeyDirectory {
  private static final int ID_BYTES = 10;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * A secret just made: the only time it is shown.
   *
   * @param event the number of the event that tells everybody; none for a key nobody knows yet
   */
  record Created(HmacKeyEntity entity, Secret secret, Optional<Long> event) {}

  private final HmacKeyRepository keys;
  private final ClientAdmin clients;
  private final SecurityEventLog events;
  private final Sealer sealer;
  private final InstantSource clock;

  HmacKeys(
      HmacKeyRepository keys,
      ClientAdmin clients,
      SecurityEventLog events,
      Sealer sealer,
      InstantSource clock) {
    this.keys = keys;
    this.clients = clients;
    this.events = events;
    this.sealer = sealer;
    this.clock = clock;
  }

  @Override
  @DatabaseTimeout
  @WithSession
  public Uni<Optional<HmacKey>> findHmacKey(String id) {
    return keys.findById(id)
        .flatMap(
            found ->
                found == null || !found.isLive(clock.instant())
                    ? Uni.createFrom().item(Optional.<HmacKey>empty())
                    : clients.findSigner(found.clientId).map(signer -> read(found, signer)));
  }

  @DatabaseTimeout
  @WithTransaction
  Uni<Created> create(String clientId, String label, Optional<Instant> expiresAt) {
    Secret secret = Secret.of(random(SECRET_BYTES));
    HmacKeyEntity entity = new HmacKeyEntity();
    entity.id = HexFormat.of().formatHex(random(ID_BYTES));
    entity.clientId = clientId;
    entity.label = label;
    entity.sealedSecret = seal(entity.id, secret);
    entity.createdAt = now();
    entity.secretCreatedAt = entity.createdAt;
    entity.expiresAt = expiresAt.orElse(null);
    return clients
        .mustExist(clientId)
        .flatMap(exists -> keys.persist(entity))
        .map(saved -> new Created(saved, secret, Optional.empty()));
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<HmacKeyEntity>> page(String after, int limit) {
    return keys.page(after, limit);
  }

  /**
   * Another secret; the one before verifies beside it until its end.
   *
   * <p>One that is still to end by an earlier rotation must have ended: two verify at most.
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Created> rotate(String id, Instant previousEndsAt, String actor) {
    Secret secret = Secret.of(random(SECRET_BYTES));
    return mustLock(id)
        .invoke(key -> follow(key, secret, previousEndsAt))
        .flatMap(
            key ->
                events
                    .append(changed(key, actor))
                    .map(event -> new Created(key, secret, Optional.of(event))));
  }

  /**
   * Ends the secret before the present one now. If there is none any more nothing changes.
   *
   * @return the number of the event that tells everybody
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> endPrevious(String id, String actor) {
    return mustLock(id)
        .flatMap(
            key ->
                key.endPrevious(now())
                    ? events.append(changed(key, actor)).map(Optional::of)
                    : Uni.createFrom().item(Optional.empty()));
  }

  /**
   * Revokes the key with all its secrets. Revoking twice changes nothing.
   *
   * @return the number of the event that tells everybody
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> revoke(String id, String actor) {
    return mustLock(id).flatMap(key -> markRevoked(key, actor));
  }

  private void follow(HmacKeyEntity key, Secret secret, Instant previousEndsAt) {
    Instant now = now();
    if (!key.isLive(now)) {
      throw new Refusal(AuthError.CONFLICT, "The key is over.");
    }
    if (key.hasPrevious(now)) {
      throw new Refusal(
          AuthError.CONFLICT, "Two secrets are live until " + key.previousEndsAt + ".");
    }
    key.follow(seal(key.id, secret), now, previousEndsAt);
  }

  private Uni<Optional<Long>> markRevoked(HmacKeyEntity key, String actor) {
    if (key.revokedAt != null) {
      return Uni.createFrom().item(Optional.empty());
    }
    Instant now = clock.instant();
    key.revokedAt = now;
    Instant until = now.plus(EventDraft.LONGEST_TOKEN_LIFE);
    return events
        .append(EventDraft.revocation(RevocationKind.HMAC_KEY, key.id, until, actor))
        .map(Optional::of);
  }

  private EventDraft changed(HmacKeyEntity key, String actor) {
    Instant until = clock.instant().plus(EventDraft.LONGEST_TOKEN_LIFE);
    return EventDraft.change(Topic.HMAC_KEYS, key.id, until, actor);
  }

  private Uni<HmacKeyEntity> mustLock(String id) {
    return keys.lock(id).onItem().ifNull().failWith(() -> new Refusal(AuthError.NOT_FOUND));
  }

  private Optional<HmacKey> read(HmacKeyEntity key, @Nullable Signer signer) {
    if (signer == null) {
      return Optional.empty();
    }
    List<HmacKey.LiveSecret> secrets = new ArrayList<>();
    secrets.add(
        new HmacKey.LiveSecret(
            open(key.id, key.sealedSecret), key.secretCreatedAt, Optional.empty()));
    if (key.sealedPrevious != null
        && key.previousCreatedAt != null
        && key.hasPrevious(clock.instant())) {
      secrets.add(
          new HmacKey.LiveSecret(
              open(key.id, key.sealedPrevious),
              key.previousCreatedAt,
              Optional.ofNullable(key.previousEndsAt)));
    }
    return Optional.of(
        new HmacKey(
            key.id,
            key.clientId,
            signer.scopes(),
            signer.inPlaceOfToken(),
            List.copyOf(secrets),
            Optional.ofNullable(key.expiresAt)));
  }

  /** In whole milliseconds: by when it was made verifiers tell a key's secrets apart. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private byte[] seal(String id, Secret secret) {
    return sealer.seal(Sealer.Kind.HMAC_KEY, id, secret);
  }

  private Secret open(String id, byte[] sealed) {
    return sealer.open(Sealer.Kind.HMAC_KEY, id, sealed);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
