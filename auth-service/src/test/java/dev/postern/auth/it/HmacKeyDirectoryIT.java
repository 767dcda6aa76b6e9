package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.v1.CredentialDirectoryGrpc;
import dev.postern.auth.v1.FindHmacKeyRequest;
import dev.postern.auth.v1.HmacKey;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Vendor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** HMAC keys as verifiers look them up, while operators rotate and revoke them. */
class HmacKeyDirectoryIT {
  private static final String PATH = "/admin/v1/hmac-keys";
  private static final Duration BOUND = Duration.ofSeconds(10);
  private final Vendor vendor = Vendor.create("profile:read");
  private final JsonNode key =
      Operator.make(PATH, Map.of("client_id", vendor.id(), "label", "test"));
  private final String id = key.get("id").asText();

  private Http.Answer rotate(String body) {
    return Operator.send("POST", PATH + "/" + id + ":rotate", body);
  }

  private static HmacKey find(String id) {
    return CustomerServiceClient.call(
        Service.AUTH,
        channel ->
            CustomerServiceClient.authenticated(CredentialDirectoryGrpc.newBlockingStub(channel))
                .findHmacKey(FindHmacKeyRequest.newBuilder().setId(id).build()));
  }

  private static void assertNotFound(String id) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> find(id));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void newKeyShowsItsSecretOnceAndIsFoundWithTheClientsScopes() {
    assertThat(Json.fieldNames(key))
        .containsExactlyInAnyOrder(
            "id", "client_id", "label", "created_at", "secret_created_at", "secret");
    HmacKey found = find(id);

    assertThat(found.getClientId()).isEqualTo(vendor.id());
    assertThat(found.getScopesList()).containsExactly("profile:read");
    assertThat(found.getInPlaceOfToken()).isFalse();
    assertThat(found.getSecretsList()).hasSize(1);
    assertThat(found.getSecrets(0).getSecret().size()).isEqualTo(32);
  }

  @Test
  void rotatedKeyHasTwoSecretsUntilThePreviousOneIsEnded() {
    Http.Answer rotated = rotate("");
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
    assertThat(rotated.json().get("secret")).isNotEqualTo(key.get("secret"));
    assertThat(find(id).getSecretsList()).hasSize(2);
    assertThat(find(id).getSecrets(1).hasEndsAt()).isTrue();
    assertThat(rotate("{}").reason()).isEqualTo("conflict");

    assertThat(Operator.send("POST", PATH + "/" + id + ":end-previous").status()).isEqualTo(204);

    assertThat(find(id).getSecretsList()).hasSize(1);
    assertThat(Operator.send("POST", PATH + "/" + id + ":end-previous").status())
        .as("again")
        .isEqualTo(204);
    assertThat(rotate("{}").status()).isEqualTo(201);
  }

  @Test
  void previousSecretEndsAtItsTime() {
    Instant end = Instant.now().plusSeconds(2);
    assertThat(rotate(Operator.json(Map.of("previous_ends_at", end.toString()))).status())
        .isEqualTo(201);
    Await.until("it has ended", BOUND, () -> find(id).getSecretsCount() == 1);
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @Test
  void keyThatExpiresIsNotFoundAfterwardsAndNotRotated() {
    Instant end = Instant.now().plusSeconds(2);
    String brief =
        Operator.make(PATH, Map.of("client_id", vendor.id(), "expires_at", end.toString()))
            .get("id")
            .asText();
    assertThat(find(brief).hasExpiresAt()).isTrue();
    Await.until("it has expired", BOUND, () -> Instant.now().isAfter(end));
    assertNotFound(brief);
    assertThat(Operator.send("POST", PATH + "/" + brief + ":rotate", "{}").reason())
        .isEqualTo("conflict");
  }

  @Test
  void revokedKeyIsNotFoundAndRevokingItAgainChangesNothing() {
    assertThat(Operator.send("DELETE", PATH + "/" + id).status()).isEqualTo(204);

    assertNotFound(id);
    assertThat(Operator.send("DELETE", PATH + "/" + id).status()).isEqualTo(204);
    assertThat(rotate("{}").reason()).isEqualTo("conflict");
    assertThat(Operator.send("POST", PATH + "/" + id + ":end-previous").status()).isEqualTo(204);
  }

  @Test
  void keyOfADisabledClientIsNotFound() {
    assertThat(Operator.send("DELETE", "/admin/v1/clients/" + vendor.id()).status()).isEqualTo(204);
    assertNotFound(id);
  }
}
