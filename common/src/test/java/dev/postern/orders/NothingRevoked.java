package dev.postern.orders;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.distribution.RevocationLoader;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** The loader of a service without auth-service: nothing was ever revoked. */
@Singleton
class NothingRevoked implements RevocationLoader {
  private final RevocationState state;

  NothingRevoked(RevocationState state) {
    this.state = state;
  }

  @Override
  public void start() {
    state.loaded(0);
    state.heartbeat(0);
  }

  @Override
  public Uni<Void> confirm(ConfirmRequest request) {
    return Uni.createFrom().voidItem();
  }
}
