package dev.postern.profile;

import dev.postern.common.transport.GuardConfig;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Profiles by the opaque identifier. A read that takes too long fails. */
@Singleton
class ProfileRepository implements PanacheRepositoryBase<ProfileEntity, String> {
  private final Duration dependencyTimeout;

  ProfileRepository(GuardConfig config) {
    this.dependencyTimeout = config.guard().dependencyTimeout();
  }

  Uni<@Nullable ProfileEntity> read(String customerId) {
    return findById(customerId).ifNoItem().after(dependencyTimeout).fail();
  }
}
