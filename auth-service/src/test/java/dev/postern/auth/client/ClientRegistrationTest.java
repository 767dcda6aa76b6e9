package dev.postern.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.auth.client.ClientResource.NewClient;
import dev.postern.common.auth.AuthError;
import dev.postern.common.json.StrictJson;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientRegistrationTest {
  private static final TestClient CLIENT = new TestClient("one");
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private static JsonNode jwks() {
    byte[] document = JwkSet.write(List.of(CLIENT.key())).getBytes(StandardCharsets.UTF_8);
    return StrictJson.object(document).orElseThrow();
  }

  private static String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(CLIENT.key().publicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----";
  }

  private static ClientRegistration read(
      @Nullable List<@Nullable String> grantTypes, @Nullable JsonNode jwks, @Nullable String pem) {
    return ClientRegistration.of(
        new NewClient("a client", List.of("x"), null, grantTypes, jwks, pem, null));
  }

  private static void refuses(
      String detail,
      @Nullable List<@Nullable String> grantTypes,
      @Nullable JsonNode jwks,
      @Nullable String pem) {
    assertThatThrownBy(() -> read(grantTypes, jwks, pem))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.error()).isEqualTo(AuthError.REQUEST_INVALID);
              assertThat(refusal.detail()).startsWith(detail);
            });
  }

  @Test
  void registersForClientCredentialsAndASecretByDefault() {
    ClientRegistration registration = read(null, NullNode.getInstance(), null);

    assertThat(registration.grantTypes()).containsExactly("client_credentials");
    assertThat(registration.keys()).isEmpty();
  }

  @Test
  void readsKeysFromJwksOrPem() {
    assertThat(read(null, jwks(), null).keys()).containsExactly(CLIENT.key());
    assertThat(read(null, null, pem()).keys().getFirst().publicKey())
        .isEqualTo(CLIENT.key().publicKey());
  }

  @Test
  void rejectsKeysInTwoFormsOrInAnUnknownForm() {
    refuses("jwks or public_key, not both.", null, jwks(), pem());
    refuses("jwks: ", null, TextNode.valueOf(jwks().toString()), null);
    refuses("jwks: ", null, jwks().get("keys"), null);
    refuses("public_key: ", null, null, "");
    refuses("public_key: ", null, null, jwks().toString());
  }

  @Test
  void acceptsOnlyGrantTypesThatAreOffered() {
    assertThat(
            read(List.of("refresh_token", "client_credentials", EXCHANGE), null, null).grantTypes())
        .containsExactlyInAnyOrder("client_credentials", "refresh_token", EXCHANGE);
    refuses("grant_types: ", List.of(), null, null);
    refuses("grant_types: ", List.of("password"), null, null);
    refuses("grant_types: ", List.of("refresh_token", "refresh_token"), null, null);
    refuses("grant_types: ", Arrays.asList("refresh_token", null), null, null);
  }
}
