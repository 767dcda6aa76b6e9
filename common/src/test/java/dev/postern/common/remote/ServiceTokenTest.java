package dev.postern.common.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postern.common.settings.GuardConfig;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When a service fetches its token, counted at a real HTTP server. What is counted by is never set,
 * whatever becomes of the machine's clock; and it overflows as soon as time passes.
 */
class ServiceTokenTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration LEAST_USE = Duration.ofMillis(200);
  private static final Duration LIFE = Duration.ofSeconds(1000);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile long nanos = Long.MAX_VALUE;
  private HttpServer server;
  private ServiceToken token;

  /** Takes headers; nothing is called by it. */
  private static final class Stub extends AbstractStub<Stub> {
    private Stub(Channel channel, CallOptions options) {
      super(channel, options);
    }

    @Override
    protected Stub build(Channel channel, CallOptions options) {
      return new Stub(channel, options);
    }
  }

  private static final class Nowhere extends Channel {
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      throw new IllegalStateException("nothing is called here");
    }

    @Override
    public String authority() {
      return "nowhere";
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/oauth/token",
        exchange -> {
          byte[] body =
              "{\"access_token\":\"token-%d\",\"expires_in\":%d}"
                  .formatted(fetches.incrementAndGet(), LIFE.toSeconds())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    token =
        new ServiceToken(
            WebClient.create(vertx),
            config(GuardConfig.class),
            config(ServiceToken.Config.class),
            () -> nanos);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    vertx.closeAndAwait();
  }

  private <T> T config(Class<T> mapping) {
    String issuer = "http://localhost:" + server.getAddress().getPort();
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withValidateUnknown(false)
        .withMapping(GuardConfig.class)
        .withMapping(ServiceToken.Config.class)
        .withDefaultValue("postern.issuer", issuer)
        .withDefaultValue("postern.guard.jwks-url", issuer + "/jwks")
        .withDefaultValue("postern.service.client-id", "service")
        .withDefaultValue("postern.service.client-secret", "canary")
        .build()
        .getConfigMapping(mapping);
  }

  /** A call that is refused as often as is set. */
  private void call() {
    token
        .call(
            new Stub(new Nowhere(), CallOptions.DEFAULT),
            stub ->
                refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? Uni.createFrom().failure(Status.UNAUTHENTICATED.asRuntimeException())
                    : Uni.createFrom().item("served"),
            WAIT)
        .await()
        .atMost(WAIT);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void isFetchedOnceAndAgainWhenAFifthOfItsLifeIsLeft() {
    call();
    call();
    pass(LIFE.multipliedBy(4).dividedBy(5).minusNanos(1));
    call();
    assertThat(fetches).hasValue(1);

    pass(Duration.ofNanos(1));
    call();
    call();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void isFetchedAgainWhenItIsRefused() {
    call();
    pass(LEAST_USE.plusNanos(1));
    refusals.set(1);
    call();
    assertThat(fetches).hasValue(2);

    call();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void isKeptIfItIsRefusedAsSoonAsItIsFetched() {
    call();
    pass(LEAST_USE);
    refusals.set(2);
    assertThatThrownBy(this::call).isInstanceOf(StatusRuntimeException.class);
    assertThat(refusals).hasValue(0);
    assertThat(fetches).hasValue(1);
  }
}
