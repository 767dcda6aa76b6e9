package dev.postern.common.auth;

import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Proves the API key, if there is one. A key of a wrong form, checksum, kind or environment is
 * refused without a look-up.
 */
public final class ApiKeyVerifier implements CredentialVerifier {
  private final CredentialDirectory directory;
  private final Environment environment;
  private final InstantSource clock;

  public ApiKeyVerifier(
      CredentialDirectory directory, Environment environment, InstantSource clock) {
    this.directory = directory;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Uni<Outcome> verify(Credentials credentials, Proof soFar) {
    Optional<Secret> presented = credentials.apiKey();
    if (presented.isEmpty()) {
      return CredentialVerifier.proven(soFar);
    }
    return OpaqueToken.parse(presented.get().reveal())
        .filter(token -> token.is(OpaqueToken.Kind.API_KEY, environment))
        .map(token -> directory.findApiKey(token).map(found -> outcome(found, token.id(), soFar)))
        .orElseGet(
            () ->
                CredentialVerifier.failed(
                    AuthError.API_KEY_INVALID, "form, checksum, kind or environment"));
  }

  private Outcome outcome(Optional<ApiKey> found, String keyId, Proof soFar) {
    return found
        .filter(key -> !key.isExpired(clock.instant()))
        .<Outcome>map(key -> new Outcome.Proven(soFar.withApiKey(key)))
        .orElseGet(
            () -> new Outcome.Failed(AuthError.API_KEY_INVALID, "unknown or expired " + keyId));
  }
}
