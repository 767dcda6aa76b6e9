package dev.postern.auth.client;

import dev.postern.auth.client.BootstrapConfig.DeclaredClient;
import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Creates or updates the clients that the environment declares, when the service starts: Postern's
 * own services, and the operator's first client. A client that is no longer declared stays as it
 * was.
 */
@Singleton
class BootstrapClients {
  private final ClientAdmin admin;
  private final BootstrapConfig config;
  private final GuardConfig guard;

  BootstrapClients(ClientAdmin admin, BootstrapConfig config, GuardConfig guard) {
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

  private Uni<Void> declare(String clientId, DeclaredClient declared) {
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
