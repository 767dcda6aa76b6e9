package dev.postern.common.boot;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import jakarta.inject.Singleton;

/**
 * Uses BoringSSL for the TLS of the servers where it can be loaded: it costs less than the JDK's
 * TLS, above all in a service that has just started. Elsewhere the JDK's TLS is used.
 */
@Singleton
class NativeTls implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    if (OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
  }
}
