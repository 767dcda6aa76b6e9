package dev.postern.profile;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Shows a profile now and whenever it has changed, by reading it every other second. A bounded
 * number of callers can watch; the guard ends a watch whose credentials have died.
 */
@Singleton
class ProfileWatches {
  private static final int MAX_WATCHES = 1_000;
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final ProfileService profiles;
  private final CurrentCall currentCall;
  private final Semaphore places = new Semaphore(MAX_WATCHES);

  ProfileWatches(ProfileService profiles, CurrentCall currentCall) {
    this.profiles = profiles;
    this.currentCall = currentCall;
  }

  /** Fails with a refusal if too many watch already, or if there is no such profile. */
  Multi<CustomerProfile> watch(ClientPrincipal client, String customerId) {
    if (!places.tryAcquire()) {
      throw new Refusal(AuthError.OVERLOADED);
    }
    return Multi.createFrom()
        .ticks()
        .every(ROUND)
        .onOverflow()
        .drop()
        .emitOn(currentCall.context())
        .onItem()
        .transformToUniAndConcatenate(tick -> profiles.get(client, customerId))
        .skip()
        .repetitions()
        .onTermination()
        .invoke(places::release);
  }
}
