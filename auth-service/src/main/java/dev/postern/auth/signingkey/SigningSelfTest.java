package dev.postern.auth.signingkey;

import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.JwtForm;
import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.jwt.VerificationKey;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * The service is not ready until a token signed here has been verified with the key published here,
 * fetched as callers fetch it. Otherwise only the callers would notice a private key that does not
 * match its published half.
 */
@Singleton
@Readiness
class SigningSelfTest implements HealthCheck {
  private static final Logger LOGGER = Logger.getLogger(SigningSelfTest.class);
  private static final String TLS_NAME = "internal";
  private static final String JWKS = "/.well-known/jwks.json";
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /** A token signed here does not verify with the published keys. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String why) {
      super(why, null, false, false);
    }
  }

  private final SigningKeys keys;
  private final InstantSource clock;
  private final WebClient http;
  private final String host;
  private final int port;
  private volatile boolean passed;

  SigningSelfTest(
      SigningKeys keys,
      InstantSource clock,
      Vertx vertx,
      TlsConfigurationRegistry tls,
      @ConfigProperty(name = "quarkus.http.host") Optional<String> host,
      @ConfigProperty(name = "quarkus.http.ssl-port") int port) {
    this.keys = keys;
    this.clock = clock;
    this.http = WebClient.create(vertx, options(tls));
    this.host =
        host.filter(address -> !ANY_ADDRESS.contains(address))
            .orElseGet(() -> InetAddress.getLoopbackAddress().getHostAddress());
    this.port = port;
  }

  /** The server may not listen yet, so the first attempts may fail. */
  void begin(@Observes StartupEvent start) {
    Uni.createFrom()
        .deferred(this::attempt)
        .onFailure()
        .invoke(this::complain)
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .subscribe()
        .with(
            done -> LOGGER.info("a token signed here verifies with the key published here"),
            stopped -> LOGGER.debugf("signing self-test stopped: %s", stopped.toString()));
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("signing self-test").status(passed).build();
  }

  private Uni<Void> attempt() {
    String token = probe();
    return http.get(port, host, JWKS)
        .timeout(TIMEOUT.toMillis())
        .send()
        .invoke(answer -> verify(token, answer))
        .invoke(answer -> passed = true)
        .replaceWithVoid();
  }

  /** A token that no service accepts: its audience does not exist, and it is expired. */
  private String probe() {
    long now = clock.instant().getEpochSecond();
    return keys.sign(Map.of("aud", "urn:postern:self-test", "iat", now, "exp", now));
  }

  private static void verify(String token, HttpResponse<Buffer> answer) {
    if (answer.statusCode() != 200) {
      throw new Mismatch(JWKS + " answered with status " + answer.statusCode());
    }
    UnverifiedJwt probe = UnverifiedJwt.parse(token, JwtForm.ACCESS_TOKEN).orElseThrow();
    String kid = probe.kid().orElseThrow();
    VerificationKey key = published(answer).get(kid);
    if (key == null) {
      throw new Mismatch("the active key " + kid + " is not published");
    }
    if (!probe.isSignedBy(key)) {
      throw new Mismatch("a token signed with " + kid + " does not verify with its published key");
    }
  }

  private static Map<String, VerificationKey> published(HttpResponse<Buffer> answer) {
    try {
      return JwkSet.read(answer.bodyAsString());
    } catch (IllegalArgumentException unreadable) {
      throw new Mismatch("the published key set is " + unreadable.getMessage());
    }
  }

  private void complain(Throwable failure) {
    if (failure instanceof Mismatch) {
      LOGGER.errorf(
          "signing self-test: %s. Look at: what answers at https://%s:%d%s (another service, or"
              + " another database?); the row of that key in the table signing_key; and"
              + " postern.sealing.keyset",
          failure.getMessage(), host, port, JWKS);
    } else {
      LOGGER.debugf("signing self-test: %s", failure.toString());
    }
  }

  private static WebClientOptions options(TlsConfigurationRegistry tls) {
    WebClientOptions options =
        new WebClientOptions()
            .setSsl(true)
            .setVerifyHost(false) // certificates name the service, and this goes to loopback
            .setFollowRedirects(false)
            .setConnectTimeout((int) TIMEOUT.toMillis());
    tls.get(TLS_NAME)
        .map(TlsConfiguration::getTrustStoreOptions)
        .ifPresent(options::setTrustOptions);
    return options;
  }
}
