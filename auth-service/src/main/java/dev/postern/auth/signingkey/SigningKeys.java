package dev.postern.auth.signingkey;

import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.AtStart;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Signs tokens with the active key and publishes all that may still verify one.
 *
 * <p>Keys are read when the service starts; the very first start of an installation makes one. With
 * several replicas starting at once a lock lets one of them make it.
 */
@ApplicationScoped
public class SigningKeys implements KeySource {
  private static final String TYPE = "at+jwt";

  /** The keys in force; a change replaces it whole. */
  private record Keyring(
      VerificationKey active, PrivateKey signing, Map<String, VerificationKey> published) {
    @Override
    public String toString() {
      return "Keyring" + published.keySet();
    }
  }

  private final SigningKeyRepository repository;
  private final KeySealer sealer;
  private final InstantSource clock;
  private volatile Optional<Keyring> keyring = Optional.empty();

  SigningKeys(SigningKeyRepository repository, KeySealer sealer, InstantSource clock) {
    this.repository = repository;
    this.sealer = sealer;
    this.clock = clock;
  }

  void load(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start) {
    AtStart.complete(() -> ensureActive().invoke(this::use).replaceWithVoid());
  }

  @Override
  public boolean isLoaded() {
    return keyring.isPresent();
  }

  @Override
  public Uni<Optional<VerificationKey>> find(String kid) {
    return Uni.createFrom().item(Optional.ofNullable(current().published().get(kid)));
  }

  /** The JWK set with every key that may still verify a token. */
  public String jwks() {
    return JwkSet.write(List.copyOf(current().published().values()));
  }

  /** Signs these claims as an access token (RFC 9068 §2.1). */
  public String sign(Map<String, Object> claims) {
    Keyring keys = current();
    return Jwt.claims(claims)
        .jws()
        .header("typ", TYPE)
        .keyId(keys.active().kid())
        .algorithm(SignatureAlgorithm.fromAlgorithm(keys.active().algorithm().jwsName()))
        .sign(keys.signing());
  }

  @WithTransaction
  Uni<List<SigningKeyEntity>> ensureActive() {
    return repository
        .lock()
        .flatMap(locked -> repository.count("state", KeyState.ACTIVE))
        .flatMap(active -> active > 0 ? Uni.createFrom().voidItem() : makeFirst())
        .flatMap(ready -> repository.published());
  }

  private Uni<Void> makeFirst() {
    SigningAlgorithm algorithm = SigningAlgorithm.ES256;
    KeyPair pair = KeyCodec.generate(algorithm);
    SigningKeyEntity entity = new SigningKeyEntity();
    entity.kid = UUID.randomUUID().toString();
    entity.algorithm = algorithm;
    entity.state = KeyState.ACTIVE;
    entity.publicKey = pair.getPublic().getEncoded();
    entity.sealedPrivate = sealer.seal(entity.kid, Secret.of(pair.getPrivate().getEncoded()));
    entity.createdAt = clock.instant();
    return repository.persistAndFlush(entity).replaceWithVoid();
  }

  private void use(List<SigningKeyEntity> entities) {
    Map<String, VerificationKey> published =
        entities.stream()
            .map(KeyCodec::publicKey)
            .collect(Collectors.toUnmodifiableMap(VerificationKey::kid, Function.identity()));
    SigningKeyEntity active =
        entities.stream()
            .filter(entity -> entity.state == KeyState.ACTIVE)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no active signing key"));
    Secret opened = sealer.open(active.kid, active.sealedPrivate);
    keyring =
        Optional.of(
            new Keyring(
                KeyCodec.publicKey(active), KeyCodec.privateKey(active, opened), published));
  }

  private Keyring current() {
    return keyring.orElseThrow(() -> new IllegalStateException("no signing keys loaded yet"));
  }
}
