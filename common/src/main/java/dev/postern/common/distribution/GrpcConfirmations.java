package dev.postern.common.distribution;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.auth.v1.SecurityEvents;
import dev.postern.common.distribution.EventConfirmation.Confirmations;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Sends them to auth-service over gRPC. */
@Singleton
@DefaultBean
class GrpcConfirmations implements Confirmations {
  private final SecurityEvents auth;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  GrpcConfirmations(
      @GrpcClient("auth") SecurityEvents auth, ServiceToken serviceToken, GuardConfig config) {
    this.auth = auth;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  @Override
  public boolean areWanted() {
    return serviceToken.isConfigured();
  }

  @Override
  public Uni<Void> send(ConfirmRequest request) {
    return serviceToken.call(auth, stub -> stub.confirm(request), timeout).replaceWithVoid();
  }
}
