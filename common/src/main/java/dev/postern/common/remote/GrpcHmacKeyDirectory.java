package dev.postern.common.remote;

import dev.postern.auth.v1.CredentialDirectory;
import dev.postern.auth.v1.FindHmacKeyRequest;
import dev.postern.auth.v1.HmacSecret;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Asks auth-service over gRPC, with this service's own token, within {@code
 * postern.guard.dependency-timeout}.
 */
@Singleton
@DefaultBean
class GrpcHmacKeyDirectory implements HmacKeyDirectory {
  private final CredentialDirectory directory;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  GrpcHmacKeyDirectory(
      @GrpcClient("auth") CredentialDirectory directory,
      ServiceToken serviceToken,
      GuardConfig config) {
    this.directory = directory;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  @Override
  public Uni<Optional<HmacKey>> findHmacKey(String id) {
    FindHmacKeyRequest request = FindHmacKeyRequest.newBuilder().setId(id).build();
    return GrpcAnswers.found(
        serviceToken.call(directory, stub -> stub.findHmacKey(request), timeout),
        GrpcHmacKeyDirectory::read);
  }

  private static HmacKey read(dev.postern.auth.v1.HmacKey found) {
    return new HmacKey(
        found.getId(),
        found.getClientId(),
        Set.copyOf(found.getScopesList()),
        found.getInPlaceOfToken(),
        found.getSecretsList().stream().map(GrpcHmacKeyDirectory::read).toList(),
        found.hasExpiresAt()
            ? Optional.of(GrpcTimestamps.read(found.getExpiresAt()))
            : Optional.empty());
  }

  private static HmacKey.LiveSecret read(HmacSecret secret) {
    return new HmacKey.LiveSecret(
        Secret.of(secret.getSecret().toByteArray()),
        GrpcTimestamps.read(secret.getCreatedAt()),
        secret.hasEndsAt()
            ? Optional.of(GrpcTimestamps.read(secret.getEndsAt()))
            : Optional.empty());
  }
}
