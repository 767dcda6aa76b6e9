package dev.postern.auth.signingkey;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.VerificationKey;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Signs tokens with the active key and publishes all keys that may still verify one.
 *
 * <p>Keys are read when the service starts, and again after each change; the first start of an
 * installation generates one. Until this replica has read a change, it signs with the key that it
 * has. That key stays published, unless it was revoked: then its tokens are refused.
 */
@ApplicationScoped
public class SigningKeys implements KeySource {
  private static final Logger LOGGER = Logger.getLogger(SigningKeys.class);
  private static final String TYPE = "at+jwt";

  private final KeyRotation rotation;
  private final KeyMaker maker;
  private final KeySealer sealer;
  private final SigningKeyConfig config;
  private final AtomicLong readings = new AtomicLong();
  private volatile Optional<Keyring> keyring = Optional.empty();
  private long lastReading;

  SigningKeys(KeyRotation rotation, KeyMaker maker, KeySealer sealer, SigningKeyConfig config) {
    this.rotation = rotation;
    this.maker = maker;
    this.sealer = sealer;
    this.config = config;
  }

  void load(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start) {
    BlockingStartup.complete(() -> ensureActive().flatMap(ready -> reload()).replaceWithVoid());
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

  /** Reads the keys again. All changes committed before are then in force here. */
  Uni<List<SigningKeyEntity>> reload() {
    long reading = readings.incrementAndGet();
    return rotation.load().invoke(found -> use(reading, found));
  }

  private Uni<Void> ensureActive() {
    return rotation
        .load()
        .flatMap(
            found ->
                found.stream().anyMatch(key -> key.state == KeyState.ACTIVE)
                    ? Uni.createFrom().voidItem()
                    : maker.make(config.algorithm()).flatMap(rotation::first));
  }

  /** Of two concurrent readings the one that began later counts. */
  private synchronized void use(long reading, List<SigningKeyEntity> found) {
    if (reading < lastReading) {
      return;
    }
    lastReading = reading;
    if (keyring.filter(keys -> keys.isOf(found)).isEmpty()) {
      Keyring keys = Keyring.of(found, sealer);
      keyring = Optional.of(keys);
      LOGGER.infof("signing with %s; %d keys published", keys.active().kid(), found.size());
    }
  }

  private Keyring current() {
    return keyring.orElseThrow(() -> new IllegalStateException("no signing keys loaded yet"));
  }
}
