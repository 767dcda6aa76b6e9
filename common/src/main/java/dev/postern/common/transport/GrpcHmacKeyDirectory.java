package dev.postern.common.transport;

import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.CredentialDirectory;
import dev.postern.auth.v1.FindHmacKeyRequest;
import dev.postern.auth.v1.HmacSecret;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.secret.Secret;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Asks auth-service over gRPC, with this service's own token, within the guard's time for a
 * dependency.
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
    return serviceToken
        .call(directory, stub -> stub.findHmacKey(request), timeout)
        .map(found -> Optional.of(read(found)))
        .onFailure(GrpcHmacKeyDirectory::isNotFound)
        .recoverWithItem(Optional.empty());
  }

  private static HmacKey read(dev.postern.auth.v1.HmacKey found) {
    return new HmacKey(
        found.getId(),
        found.getClientId(),
        Set.copyOf(found.getScopesList()),
        found.getInPlaceOfToken(),
        found.getSecretsList().stream().map(GrpcHmacKeyDirectory::read).toList(),
        found.hasExpiresAt() ? Optional.of(read(found.getExpiresAt())) : Optional.empty());
  }

  private static HmacKey.LiveSecret read(HmacSecret secret) {
    return new HmacKey.LiveSecret(
        Secret.of(secret.getSecret().toByteArray()),
        read(secret.getCreatedAt()),
        secret.hasEndsAt() ? Optional.of(read(secret.getEndsAt())) : Optional.empty());
  }

  private static Instant read(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof StatusRuntimeException grpc
        && grpc.getStatus().getCode() == Status.Code.NOT_FOUND;
  }
}
