package dev.postern.auth.apikey;

import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.ApiKey;
import dev.postern.auth.v1.CredentialDirectory;
import dev.postern.auth.v1.FindApiKeyRequest;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.transport.PlainText;
import dev.postern.common.transport.Refusal;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The directory, for the other services. */
@GrpcService
public class CredentialDirectoryGrpcService implements CredentialDirectory {
  private final ApiKeys keys;

  CredentialDirectoryGrpcService(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:directory")
  public Uni<ApiKey> findApiKey(FindApiKeyRequest request) {
    return keys.find(PlainText.id(request.getId()), request.getSha256().toByteArray())
        .map(
            found ->
                found
                    .map(CredentialDirectoryGrpcService::write)
                    .orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)));
  }

  private static ApiKey write(dev.postern.common.key.ApiKey key) {
    ApiKey.Builder written = ApiKey.newBuilder().setId(key.id()).setClientId(key.clientId());
    key.expiresAt()
        .ifPresent(
            at ->
                written.setExpiresAt(
                    Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano())));
    return written.build();
  }
}
