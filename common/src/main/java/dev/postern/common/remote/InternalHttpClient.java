package dev.postern.common.remote;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The one HTTP client with which services call auth-service: over TLS, with the trust store of the
 * TLS configuration {@value #TLS_NAME}, or the platform's if there is none.
 */
class InternalHttpClient {
  private static final String TLS_NAME = "internal";
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  @Produces
  @Singleton
  WebClient webClient(Vertx vertx, TlsConfigurationRegistry tls) {
    WebClientOptions options =
        new WebClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setFollowRedirects(false)
            .setMaxPoolSize(4);
    tls.get(TLS_NAME)
        .map(TlsConfiguration::getTrustStoreOptions)
        .ifPresent(options::setTrustOptions);
    return WebClient.create(vertx, options);
  }
}
