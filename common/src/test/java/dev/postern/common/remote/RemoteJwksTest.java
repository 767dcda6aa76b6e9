package dev.postern.common.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the issuer's keys are fetched, counted at a real HTTP server. */
class RemoteJwksTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String KNOWN = TestIssuer.kid(SigningAlgorithm.ES256);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Instant now = TestIssuer.NOW;
  private volatile List<VerificationKey> published = List.of(key(KNOWN));
  private final RevocationState events = new RevocationState(() -> now, System::nanoTime);
  private volatile CountDownLatch open = new CountDownLatch(0);
  private HttpServer server;
  private RemoteJwks jwks;

  private static VerificationKey key(String kid) {
    return new VerificationKey(
        kid, SigningAlgorithm.ES256, ISSUER.publicKey(SigningAlgorithm.ES256));
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = JwkSet.write(published).getBytes(StandardCharsets.UTF_8);
          awaitOpen();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    events.loaded(0);
    jwks = new RemoteJwks(WebClient.create(vertx), vertx, () -> now, events, config());
    jwks.start();
    awaitTrue(jwks::isLoaded);
    assertThat(fetches).hasValue(1);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    vertx.closeAndAwait();
  }

  private GuardConfig config() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(GuardConfig.class)
        .withDefaultValue("postern.issuer", TestIssuer.ISSUER)
        .withDefaultValue(
            "postern.guard.jwks-url", "http://localhost:" + server.getAddress().getPort() + "/jwks")
        .build()
        .getConfigMapping(GuardConfig.class);
  }

  private void awaitOpen() {
    try {
      assertThat(open.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not within " + WAIT);
      }
      Thread.onSpinWait();
    }
  }

  private boolean isFound(String kid) {
    return jwks.find(kid).await().atMost(WAIT).isPresent();
  }

  private static SecurityEvent event(long seq, RevocationKind kind) {
    RevocationEntry entry =
        new RevocationEntry(
            RevocationKey.of(kind, "x"), RevocationEntry.FOREVER, TestIssuer.NOW.plusSeconds(60));
    return new Revoked(seq, kind, entry, TestIssuer.NOW);
  }

  private static SecurityEvent keysChanged(long seq) {
    return new Changed(seq, Topic.SIGNING_KEYS, TestIssuer.NOW);
  }

  @Test
  void threat10TenThousandUnknownKidsCauseOneFetchInEachCooldown() {
    for (int round = 1; round <= 3; round++) {
      List<Uni<Boolean>> asked =
          IntStream.range(0, 10_000)
              .mapToObj(i -> jwks.find("unknown-" + i).map(Optional::isPresent))
              .toList();
      assertThat(Uni.join().all(asked).andFailFast().await().atMost(WAIT)).containsOnly(false);
      assertThat(fetches).hasValue(1 + round);
      now = now.plus(COOLDOWN).minusNanos(1);
      assertThat(isFound("unknown")).isFalse();
      assertThat(fetches).hasValue(1 + round);
      now = now.plusNanos(1);
    }
  }

  @Test
  void threat10AKnownKidCostsNoFetchAndDoesNotWaitForOne() {
    open = new CountDownLatch(1);
    jwks.find("unknown").subscribe().with(found -> {}, failure -> {});
    for (int i = 0; i < 10_000; i++) {
      assertThat(jwks.find(KNOWN).await().atMost(Duration.ofMillis(100))).isPresent();
    }
    awaitTrue(() -> fetches.get() == 2);
    open.countDown();
  }

  @Test
  void aNewKeyIsFoundByTheFirstTokenThatNamesIt() {
    published = List.of(key(KNOWN), key("new"));
    assertThat(isFound("new")).isTrue();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void anEventFetchesAtOnceAndOnceMoreThoughUnknownKidsMustWait() {
    assertThat(isFound("new")).isFalse();
    assertThat(fetches).hasValue(2);
    events.apply(keysChanged(1));
    awaitTrue(() -> fetches.get() == 3);
    published = List.of(key("new"));
    awaitTrue(() -> fetches.get() == 4);
    awaitTrue(() -> isFound("new"));
    assertThat(isFound(KNOWN)).isFalse();
    assertThat(fetches).hasValue(4);
  }

  @Test
  void aSnapshotAndARevokedKeyFetchTooAndOtherEventsDoNot() {
    events.apply(event(1, RevocationKind.TOKEN));
    assertThat(fetches).hasValue(1);
    events.apply(new Changed(2, Topic.HMAC_KEYS, TestIssuer.NOW));
    assertThat(fetches).hasValue(1);
    events.apply(event(3, RevocationKind.SIGNING_KEY));
    awaitTrue(() -> fetches.get() == 3);
    events.loaded(5); // its first fetch may be the one under way
    awaitTrue(() -> fetches.get() >= 4);
  }

  @Test
  void callerDuringAFetchWaitsForThatFetch() {
    open = new CountDownLatch(1);
    events.apply(keysChanged(1));
    awaitTrue(() -> fetches.get() == 2);
    List<Uni<Boolean>> asked =
        IntStream.range(0, 100)
            .mapToObj(i -> jwks.find("unknown-" + i).map(Optional::isPresent))
            .toList();
    open.countDown();
    assertThat(Uni.join().all(asked).andFailFast().await().atMost(WAIT)).containsOnly(false);
    assertThat(fetches.get()).isBetween(2, 3);
  }

  @Test
  void keysStayInForceWhileTheIssuerIsAway() {
    server.stop(0);
    assertThat(isFound("unknown")).isFalse();
    assertThat(isFound(KNOWN)).isTrue();
  }
}
