package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Vendor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 17: requests for a token that are malformed. */
class TokenRequestIT {
  private final Vendor vendor = Vendor.seeded();

  private String good() {
    return Http.encode(
        Map.of(
            "grant_type", "client_credentials",
            "client_id", vendor.id(),
            "client_secret", vendor.secret()));
  }

  private static Http.Answer token(String body, String... headers) {
    return Http.post(Service.AUTH, "/oauth/token", Http.FORM, body, headers);
  }

  private static String basic(String raw) {
    return "Basic " + Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void threat17RepeatedParametersAre400() {
    assertInvalidRequest(token(good() + "&grant_type=client_credentials"));
    assertInvalidRequest(token(good() + "&scope=a&scope=b"));
  }

  @Test
  void threat17SecretsInTheQueryAre400() {
    for (String path : List.of("/oauth/token", "/access_token", "/oauth/access_token")) {
      Http.Answer answer = Http.post(Service.AUTH, path + "?" + good(), Http.FORM, "");
      assertInvalidRequest(answer);
      assertThat(answer.body()).doesNotContain(vendor.secret());
    }
  }

  @Test
  void threat17JsonBodyIs415() {
    Http.Answer answer =
        Http.post(
            Service.AUTH, "/oauth/token", Http.JSON, "{\"grant_type\":\"client_credentials\"}");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void threat17TenThousandParametersAre400() {
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "p" + i + "=").collect(Collectors.joining("&"));
    assertThat(token(good() + "&" + many).status()).isIn(400, 413);
  }

  @Test
  void threat17ControlCharactersInScopeAre400() {
    assertThat(token(good() + "&scope=profile%3Aread%00").status()).isEqualTo(400);
    assertThat(token(good() + "&scope=a%0D%0Ab").status()).isEqualTo(400);
  }

  @Test
  void threat17LongValuesCostNoStack() {
    assertThat(token(good() + "&scope=" + "x".repeat(50_000)).status()).isEqualTo(400);
    assertThat(
            token("grant_type=client_credentials", "Authorization", basic("a".repeat(5_000) + ":b"))
                .status())
        .isEqualTo(400);
    assertThat(token("grant_type=client_credentials", "Authorization", basic("a%00:b")).status())
        .isEqualTo(400);
  }

  private static String body(String id, String secret) {
    return Http.encode(
        Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret));
  }

  private static void assertInvalidRequest(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }
}
