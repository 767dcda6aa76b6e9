package dev.postern.common.remote;

import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Opens the connection to auth-service before a caller needs it: the first connection, token and
 * look-up take longer than a caller may wait.
 */
@Singleton
class DirectoryWarmUp {
  private static final Logger LOGGER = Logger.getLogger(DirectoryWarmUp.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  private final ServiceToken serviceToken;
  private final CredentialDirectory directory;
  private final GuardConfig config;

  DirectoryWarmUp(ServiceToken serviceToken, CredentialDirectory directory, GuardConfig config) {
    this.serviceToken = serviceToken;
    this.directory = directory;
    this.config = config;
  }

  /** Looks up a random key until there is an answer. Does not delay the start. */
  void lookUpRandomKey(@Observes StartupEvent start) {
    if (!serviceToken.isConfigured()) {
      return;
    }
    directory
        .findApiKey(OpaqueToken.generate(OpaqueToken.Kind.API_KEY, config.environment()))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .subscribe()
        .with(
            answered -> LOGGER.debug("auth-service answers"),
            stopped -> LOGGER.debugf("auth-service not reached: %s", stopped.toString()));
  }
}
