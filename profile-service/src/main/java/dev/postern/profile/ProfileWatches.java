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
 * Emits a profile now and whenever it changes, by polling every two seconds. The number of watches
 * is bounded. The guard ends a watch when its credentials expire or are revoked.
 */
@Singleton
class ProfileWatches {
  private static final int MAX_WATCHES = 1_000;
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

  private final ProfileService profiles;
  private final CurrentCall currentCall;
  private final Semaphore permits = new Semaphore(MAX_WATCHES);

  ProfileWatches(ProfileService profiles, CurrentCall currentCall) {
    this.profiles = profiles;
    this.currentCall = currentCall;
  }

  /**
   * Starts a watch. Refuses if too many watches are open; the stream fails with a refusal if there
   * is no profile.
   */
  Multi<CustomerProfile> watch(ClientPrincipal client, String customerId) {
    if (!permits.tryAcquire()) {
      throw new Refusal(AuthError.OVERLOADED);
    }
    return Multi.createFrom()
        .ticks()
        .every(POLL_INTERVAL)
        .onOverflow()
        .drop()
        .emitOn(currentCall.context())
        .onItem()
        .transformToUniAndConcatenate(tick -> profiles.get(client, customerId))
        .skip()
        .repetitions()
        .onTermination()
        .invoke(permits::release);
  }
}
