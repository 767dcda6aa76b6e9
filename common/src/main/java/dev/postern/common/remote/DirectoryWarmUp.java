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
 * look-up take longer than a caller may wait. A service with its own directory, which is
 * auth-service, has no connection to open.
 */
@Singleton
class DirectoryWarmUp {
  private static final Logger LOGGER = Logger.getLogger(DirectoryWarmUp.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  private final CredentialDirectory directory;
  private final GuardConfig config;

  DirectoryWarmUp(CredentialDirectory directory, GuardConfig config) {
    this.directory = directory;
    this.config = config;
  }

  void start(@Observes StartupEvent start) {
    if (directory instanceof GrpcCredentialDirectory remote) {
      findUnknownKey(remote);
    }
  }

  /** Asks for a key that does not exist, until there is an answer. Does not delay the start. */
  private void findUnknownKey(GrpcCredentialDirectory remote) {
    remote
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
