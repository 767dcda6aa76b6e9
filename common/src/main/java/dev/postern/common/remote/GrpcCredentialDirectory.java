package dev.postern.common.remote;

import com.google.protobuf.ByteString;
import dev.postern.auth.v1.FindApiKeyRequest;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks auth-service over gRPC, with this service's own token, within {@code
 * postern.guard.dependency-timeout}.
 */
@Singleton
@DefaultBean
class GrpcCredentialDirectory implements CredentialDirectory {
  private final dev.postern.auth.v1.CredentialDirectory directory;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  GrpcCredentialDirectory(
      @GrpcClient("auth") dev.postern.auth.v1.CredentialDirectory directory,
      ServiceToken serviceToken,
      GuardConfig config) {
    this.timeout = config.guard().dependencyTimeout();
    this.directory = directory;
    this.serviceToken = serviceToken;
  }

  @Override
  public Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented) {
    FindApiKeyRequest request =
        FindApiKeyRequest.newBuilder()
            .setId(presented.id())
            .setSha256(ByteString.copyFrom(presented.digest()))
            .build();
    return GrpcAnswers.found(
        serviceToken.call(directory, stub -> stub.findApiKey(request), timeout),
        GrpcCredentialDirectory::read);
  }

  private static ApiKey read(dev.postern.auth.v1.ApiKey found) {
    Optional<Instant> expiresAt =
        found.hasExpiresAt()
            ? Optional.of(GrpcTimestamps.read(found.getExpiresAt()))
            : Optional.empty();
    return new ApiKey(found.getId(), found.getClientId(), expiresAt);
  }
}
