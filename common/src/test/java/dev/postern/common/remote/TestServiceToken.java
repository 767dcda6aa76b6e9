package dev.postern.common.remote;

import com.sun.net.httpserver.HttpServer;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A service's own token, and the token endpoint that it comes from. */
public final class TestServiceToken implements AutoCloseable {
  private static final String ANSWER = "{\"access_token\":\"token-1\",\"expires_in\":300}";

  private final HttpServer endpoint;
  private final GuardConfig config;
  private final ServiceToken token;

  public TestServiceToken(Vertx vertx) throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/oauth/token",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, ANSWER.length());
          exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    endpoint.start();
    var mapped =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(GuardConfig.class)
            .withMapping(ServiceToken.Config.class)
            .withDefaultValue(
                "postern.issuer", "http://localhost:" + endpoint.getAddress().getPort())
            .withDefaultValue("postern.service.client-id", "test")
            .withDefaultValue("postern.service.client-secret", "test")
            .withValidateUnknown(false)
            .build();
    config = mapped.getConfigMapping(GuardConfig.class);
    token =
        new ServiceToken(
            WebClient.create(vertx), config, mapped.getConfigMapping(ServiceToken.Config.class));
  }

  public GuardConfig config() {
    return config;
  }

  public ServiceToken token() {
    return token;
  }

  @Override
  public void close() {
    endpoint.stop(0);
  }
}
