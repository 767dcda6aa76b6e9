package dev.postern.auth.it;

import static dev.postern.auth.it.TokenRequests.assertInvalidRequest;
import static dev.postern.auth.it.TokenRequests.basic;
import static dev.postern.auth.it.TokenRequests.good;
import static dev.postern.auth.it.TokenRequests.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 17: requests for a token that are malformed. */
class TokenRequestIT {
  private final Vendor vendor = Vendor.seeded();

  @Test
  void threat17RepeatedParametersAre400() {
    assertInvalidRequest(token(good(vendor) + "&grant_type=client_credentials"));
    assertInvalidRequest(token(good(vendor) + "&scope=a&scope=b"));
  }

  @Test
  void threat17SecretsInTheQueryAre400() {
    for (String path : List.of("/oauth/token", "/access_token", "/oauth/access_token")) {
      Http.Answer answer = Http.post(Service.AUTH, path + "?" + good(vendor), Http.FORM, "");
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
    assertThat(token(good(vendor) + "&" + many).status()).isIn(400, 413);
  }

  @Test
  void threat17ControlCharactersInScopeAre400() {
    assertThat(token(good(vendor) + "&scope=profile%3Aread%00").status()).isEqualTo(400);
    assertThat(token(good(vendor) + "&scope=a%0D%0Ab").status()).isEqualTo(400);
  }

  @Test
  void threat17LongValuesCostNoStack() {
    assertThat(token(good(vendor) + "&scope=" + "x".repeat(50_000)).status()).isEqualTo(400);
    assertThat(
            token("grant_type=client_credentials", "Authorization", basic("a".repeat(5_000) + ":b"))
                .status())
        .isEqualTo(400);
    assertThat(token("grant_type=client_credentials", "Authorization", basic("a%00:b")).status())
        .isEqualTo(400);
  }
}
