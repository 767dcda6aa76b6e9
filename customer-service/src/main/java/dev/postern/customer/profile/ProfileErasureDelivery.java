package dev.postern.customer.profile;

import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.outbox.Delivery;
import dev.postern.customer.outbox.Placed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Has profile-service erase profiles. Fails if it does not answer in time. */
@Singleton
class ProfileErasureDelivery implements Delivery<ProfileErasure> {
  private static final Duration BACKGROUND_TIMEOUT = Duration.ofSeconds(5);

  private final Profiles profiles;
  private final Duration callerTimeout;

  ProfileErasureDelivery(Profiles profiles, GuardConfig config) {
    this.profiles = profiles;
    this.callerTimeout = config.guard().dependencyTimeout();
  }

  @Override
  public Uni<Void> deliver(List<Placed<ProfileErasure>> erasures, Urgency urgency) {
    return profiles.erase(
        erasures.stream().map(placed -> placed.message().customerId()).toList(), timeout(urgency));
  }

  private Duration timeout(Urgency urgency) {
    return switch (urgency) {
      case CALLER_WAITS -> callerTimeout;
      case IN_BACKGROUND -> BACKGROUND_TIMEOUT;
    };
  }
}
