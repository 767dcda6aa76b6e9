package dev.postern.auth.directory;

import com.google.protobuf.ByteString;
import dev.postern.auth.apikey.ApiKeys;
import dev.postern.auth.hmackey.HmacKeys;
import dev.postern.auth.v1.ApiKey;
import dev.postern.auth.v1.CredentialDirectory;
import dev.postern.auth.v1.FindApiKeyRequest;
import dev.postern.auth.v1.FindHmacKeyRequest;
import dev.postern.auth.v1.HmacKey;
import dev.postern.auth.v1.HmacSecret;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.web.PlainText;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The credential directory, for the other services. An unknown credential is NOT_FOUND. */
@GrpcService
public class CredentialDirectoryGrpcService implements CredentialDirectory {
  private final ApiKeys keys;
  private final HmacKeys hmacKeys;

  CredentialDirectoryGrpcService(ApiKeys keys, HmacKeys hmacKeys) {
    this.keys = keys;
    this.hmacKeys = hmacKeys;
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

  @Override
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "internal:directory")
  public Uni<HmacKey> findHmacKey(FindHmacKeyRequest request) {
    return hmacKeys
        .findHmacKey(PlainText.id(request.getId()))
        .map(
            found ->
                found
                    .map(CredentialDirectoryGrpcService::write)
                    .orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)));
  }

  private static ApiKey write(dev.postern.common.key.ApiKey key) {
    ApiKey.Builder written = ApiKey.newBuilder().setId(key.id()).setClientId(key.clientId());
    key.expiresAt().ifPresent(at -> written.setExpiresAt(GrpcTimestamps.write(at)));
    return written.build();
  }

  private static HmacKey write(dev.postern.common.key.HmacKey key) {
    HmacKey.Builder written =
        HmacKey.newBuilder()
            .setId(key.id())
            .setClientId(key.clientId())
            .addAllScopes(key.scopes())
            .setInPlaceOfToken(key.inPlaceOfToken());
    key.secrets().forEach(secret -> written.addSecrets(write(secret)));
    key.expiresAt().ifPresent(at -> written.setExpiresAt(GrpcTimestamps.write(at)));
    return written.build();
  }

  private static HmacSecret write(dev.postern.common.key.HmacKey.LiveSecret secret) {
    HmacSecret.Builder written =
        HmacSecret.newBuilder()
            .setSecret(ByteString.copyFrom(secret.secret().revealBytes()))
            .setCreatedAt(GrpcTimestamps.write(secret.createdAt()));
    secret.endsAt().ifPresent(at -> written.setEndsAt(GrpcTimestamps.write(at)));
    return written.build();
  }
}
