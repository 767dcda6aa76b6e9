package dev.postern.auth.client;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * The clients that the environment declares: Postern's own services, and the operator's first. What
 * is declared holds from the next start on; a client no longer declared stays as it was.
 */
@Singleton
class BootstrapClients {

  /** {@code postern.bootstrap.<client id>.secret} and {@code .scopes}. */
  @ConfigMapping(prefix = "postern")
  interface Config {
    Map<String, Declared> bootstrap();

    /** One client. */
    interface Declared {
      String secret();

      /** Space-delimited; {@code internal:} scopes can be had only here. */
      @WithDefault("")
      String scopes();
    }
  }

  private final ClientAdmin admin;
  private final Config config;
  private final GuardConfig guard;

  BootstrapClients(ClientAdmin admin, Config config, GuardConfig guard) {
    this.admin = admin;
    this.config = config;
    this.guard = guard;
  }

  void declare(@Observes StartupEvent start) {
    BlockingStartup.complete(
        () ->
            Multi.createFrom()
                .iterable(config.bootstrap().entrySet())
                .onItem()
                .transformToUniAndConcatenate(e -> declare(e.getKey(), e.getValue()))
                .collect()
                .last()
                .replaceWithVoid());
  }

  private Uni<Void> declare(String clientId, Config.Declared declared) {
    OpaqueToken secret =
        OpaqueToken.parse(declared.secret())
            .filter(s -> s.is(OpaqueToken.Kind.CLIENT_SECRET, guard.environment()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "postern.bootstrap.%s.secret is no client secret for environment %s"
                            .formatted(clientId, guard.environment().label())));
    Set<String> scopes =
        Scopes.parse(declared.scopes())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "postern.bootstrap.%s.scopes is malformed".formatted(clientId)));
    return admin.declare(clientId, secret, scopes);
  }
}
