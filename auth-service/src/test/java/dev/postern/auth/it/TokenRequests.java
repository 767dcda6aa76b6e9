package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Vendor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Requests to the token endpoint, well-formed or not. */
final class TokenRequests {
  private TokenRequests() {}

  /** A form that this client is given a token for. */
  static String good(Vendor client) {
    return body(client.id(), client.secret());
  }

  static String body(String id, String secret) {
    return Http.encode(
        Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret));
  }

  static Http.Answer token(String body, String... headers) {
    return Http.post(Service.AUTH, "/oauth/token", Http.FORM, body, headers);
  }

  /** The value of {@code Authorization} for this identifier and secret, as they are. */
  static String basic(String raw) {
    return "Basic " + Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8));
  }

  static void assertInvalidRequest(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }
}
