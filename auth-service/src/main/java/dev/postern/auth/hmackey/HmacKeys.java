package dev.postern.auth.hmackey;

import dev.postern.auth.client.ClientAdmin;
import dev.postern.auth.client.ClientAdmin.Signer;
import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.auth.sealing.SealedKind;
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

/**
 * The record of HMAC keys, and the directory of this service itself. Refuses by {@link Refusal};
 * fails if the database does.
 */
@ApplicationScoped
public class HmacKeys implements HmacKeyDirectory {
  private static final int ID_BYTES = 10;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * A new secret: the only place where it is known.
   *
   * @param event the number of the security event; none for a new key, which no verifier can have
   */
  record CreatedHmacKey(HmacKeyEntity entity, Secret secret, Optional<Long> event) {}

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
        .map(found -> Optional.ofNullable(found).filter(key -> key.isLive(clock.instant())))
        .flatMap(
            live -> live.map(this::read).orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  @DatabaseTimeout
  @WithTransaction
  Uni<CreatedHmacKey> create(String clientId, String label, Optional<Instant> expiresAt) {
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
        .map(saved -> new CreatedHmacKey(saved, secret, Optional.empty()));
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<HmacKeyEntity>> page(String after, int limit) {
    return keys.page(after, limit);
  }

  /**
   * Gives the key a new secret. The previous one verifies beside it until its end.
   *
   * <p>At most two secrets verify: the previous one of an earlier rotation must have ended.
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<CreatedHmacKey> rotate(String id, Instant previousEndsAt, String actor) {
    Secret secret = Secret.of(random(SECRET_BYTES));
    return mustLock(id)
        .invoke(key -> rotateSecret(key, secret, previousEndsAt))
        .flatMap(
            key ->
                events
                    .append(changed(key, actor))
                    .map(event -> new CreatedHmacKey(key, secret, Optional.of(event))));
  }

  /**
   * Ends the previous secret now. Without a previous secret nothing changes.
   *
   * @return the number of the security event; empty if nothing changed
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
   * Revokes the key with all its secrets. Revoking it again changes nothing.
   *
   * @return the number of the security event; empty if nothing changed
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> revoke(String id, String actor) {
    return mustLock(id).flatMap(key -> markRevoked(key, actor));
  }

  private void rotateSecret(HmacKeyEntity key, Secret secret, Instant previousEndsAt) {
    Instant now = now();
    if (!key.isLive(now)) {
      throw new Refusal(AuthError.CONFLICT, "The key is over.");
    }
    if (key.hasPrevious(now)) {
      throw new Refusal(
          AuthError.CONFLICT, "Two secrets are live until " + key.previousEndsAt + ".");
    }
    key.rotate(seal(key.id, secret), now, previousEndsAt);
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

  private Uni<Optional<HmacKey>> read(HmacKeyEntity key) {
    return clients.findSigner(key.clientId).map(found -> found.map(signer -> read(key, signer)));
  }

  private HmacKey read(HmacKeyEntity key, Signer signer) {
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
    return new HmacKey(
        key.id,
        key.clientId,
        signer.scopes(),
        signer.inPlaceOfToken(),
        List.copyOf(secrets),
        Optional.ofNullable(key.expiresAt));
  }

  /** In whole milliseconds: verifiers tell the secrets of a key apart by their creation times. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private byte[] seal(String id, Secret secret) {
    return sealer.seal(SealedKind.HMAC_KEY, id, secret);
  }

  private Secret open(String id, byte[] sealed) {
    return sealer.open(SealedKind.HMAC_KEY, id, sealed);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
