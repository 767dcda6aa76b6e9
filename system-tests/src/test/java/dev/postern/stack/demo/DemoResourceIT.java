package dev.postern.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo page without a browser: where it is, where it is not, and what its vendor answers. */
class DemoResourceIT {

  @Test
  void thePageMayLoadNothingButItsOwn() {
    for (String path : List.of("/demo", "/demo/", "/demo/demo.js", "/demo/demo.css")) {
      Http.Answer answer = Http.get(Service.CUSTOMER, path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.header("Content-Security-Policy"))
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "frame-ancestors 'none'",
              "base-uri 'none'",
              "form-action 'self'")
          .doesNotContain("unsafe");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/demo/nothing.js", "/demo/package-info.class", "/demo/..%2fdemo.js"})
  void nothingElseIsServed(String path) {
    assertThat(Http.get(Service.CUSTOMER, path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS"})
  void whereTheDemoIsOffItsPathsAreUnknownOnes(String method) throws Exception {
    Http.Answer unknown = call(method, "/nothing/here");
    for (String path : List.of("/demo", "/demo/", "/demo/demo.js", "/demo/profile")) {
      Http.Answer answer = call(method, path);
      assertThat(answer.status()).as(path).isEqualTo(unknown.status());
      assertThat(withoutTrace(answer)).as(path).isEqualTo(withoutTrace(unknown));
    }
  }

  @Test
  void theVendorsServerAnswersThePageOnly() {
    String body = "{\"customer_auth\":\"" + Person.create().token() + "\"}";

    assertThat(profile(body, "same-origin").status()).isEqualTo(200);
    for (String site : List.of("cross-site", "same-site", "none")) {
      assertThat(profile(body, site).status()).as(site).isEqualTo(403);
    }
    assertThat(Http.post(Service.CUSTOMER, "/demo/profile", Http.JSON, body).status())
        .isEqualTo(403);
    assertThat(
            Http.post(
                    Service.CUSTOMER,
                    "/demo/profile",
                    "text/plain",
                    body,
                    "Sec-Fetch-Site",
                    "same-origin")
                .status())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"customer_auth\":7}",
        "{\"customer_auth\":\"\"}",
        "{\"customer_auth\":\"a\\r\\napi-key: b\"}"
      })
  void theVendorsServerReadsOneTokenAndNothingElse(String body) {
    assertThat(profile(body, "same-origin").status()).isEqualTo(400);
  }

  @Test
  void theVendorsServerForwardsTheAnswer() {
    Http.Answer answer = profile("{\"customer_auth\":\"not.a.token\"}", "same-origin");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.reason()).isEqualTo("customer_token_invalid");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  private static Http.Answer profile(String body, String site) {
    return Http.post(Service.CUSTOMER, "/demo/profile", Http.JSON, body, "Sec-Fetch-Site", site);
  }

  /** The second replica, which has no demo. */
  private static Http.Answer call(String method, String path) {
    return Http.send(
        Http.request(Service.CUSTOMER, 1, path)
            .header("Content-Type", Http.JSON)
            .method(
                method,
                method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody()));
  }

  private static Object withoutTrace(Http.Answer answer) throws Exception {
    if (answer.body().isEmpty()) {
      return "";
    }
    ObjectNode json = (ObjectNode) PrivateFiles.JSON.readTree(answer.body());
    json.remove("trace_id");
    return json;
  }
}
