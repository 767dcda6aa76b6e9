package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that only REST has: credentials in the body, and the query, which may hold none. */
class GetProfileBodyIT {
  private final Vendor vendor = Vendor.seeded();
  private final String system = vendor.systemToken();
  private final ProfileOwner customer = ProfileOwner.create();
  private final String customerToken = customer.token();

  private Http.Answer post(String query, String type, String body, String... more) {
    String[] headers = new String[4 + more.length];
    headers[0] = "Authorization";
    headers[1] = "Bearer " + system;
    headers[2] = "api-key";
    headers[3] = vendor.apiKey();
    System.arraycopy(more, 0, headers, 4, more.length);
    return Http.post(Service.PROFILE, "/getprofile" + query, type, body, headers);
  }

  @Test
  void takesTheCustomerTokenFromTheBody() {
    Http.Answer answer = post("", Http.JSON, "{\"customer_auth\":\"" + customerToken + "\"}");
    assertThat(answer.json().path("customer_id").asText()).isEqualTo(customer.customerId());
  }

  @Test
  void refusesTheCustomerTokenInHeaderAndBody() {
    Http.Answer answer =
        post(
            "",
            Http.JSON,
            "{\"customer_auth\":\"" + customerToken + "\"}",
            "customer-auth",
            "JWT " + customerToken);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("customer_token_repeated");
  }

  @Test
  void threat26ApiKeyInTheQueryIs400() {
    for (String name : new String[] {"api-key", "API_KEY", "api%2Dkey", "access_token"}) {
      Http.Answer answer =
          post("?" + name + "=x", Http.JSON, "", "customer-auth", "JWT " + customerToken);
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.reason()).isEqualTo("secret_in_query");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "{\"customer_id\":\"a\",\"customer_id\":\"b\"}",
        "{\"customer_id\":7}",
        "{\"customer_auth\":{}}",
        "{\"customer_id\":\"\\ud800\"}",
        "{\"customer_id\":\"\"}",
        "\uFEFF{}",
        "{} {}"
      })
  void threat5OddBodiesAre400(String body) {
    assertThat(post("", Http.JSON, body, "customer-auth", "JWT " + customerToken).status())
        .isEqualTo(400);
  }

  @Test
  void threat5DeepAndLargeBodiesAre400Or413() {
    String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    String digits = "{\"x\":" + "9".repeat(5_000) + "}";
    assertThat(post("", Http.JSON, deep).status()).isEqualTo(400);
    assertThat(post("", Http.JSON, digits).status()).isEqualTo(400);
    assertThat(post("", Http.JSON, "{\"x\":\"" + "a".repeat(1 << 20) + "\"}").status())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "garbage", "*/*", "application/x-www-form-urlencoded"})
  void aBodyThatIsNotJsonIs415(String type) {
    Http.Answer answer = post("", type, "{}", "customer-auth", "JWT " + customerToken);
    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void threat19EveryErrorAnswerForbidsCaching() {
    List<Http.Answer> answers =
        List.of(
            Http.post(Service.PROFILE, "/getprofile", Http.JSON, ""),
            Http.get(Service.PROFILE, "/nothing-here"));

    assertThat(answers).allMatch(answer -> answer.header("cache-control").contains("no-store"));
  }
}
