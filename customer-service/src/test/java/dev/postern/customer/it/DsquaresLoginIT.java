package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login of the Dsquares dialect. */
class DsquaresLoginIT {
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
  private final String systemToken = vendor.systemToken();
  private final Person customer = Person.create();

  private Http.Answer login(String form) {
    return Http.post(Service.CUSTOMER, "/token", Http.FORM, form);
  }

  private GuardedEndpoints.Caller with(String customerToken) {
    return new GuardedEndpoints.Caller(vendor, systemToken, customerToken);
  }

  @Test
  void aLoginIsAnsweredInTheDialect() {
    Http.Answer answer = Dsquares.login(customer);
    JsonNode json = answer.json();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.fieldNames(json))
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
    assertThat(json.get("token_type").asText()).isEqualTo("bearer");
    assertThat(json.get("expires_in").isIntegralNumber()).isTrue();
    assertThat(answer.header("cache-control")).contains("no-store");
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(OAuth.access(answer)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "USERNAME=%s&PASSWORD=%s&GRANT_TYPE=Password",
        "username=%s&password=%s&grant_type=password",
        "uSeRnAmE=%s&pAsSwOrD=%s&gRaNt_tYpE=PASSWORD"
      })
  void namesAreTakenInAnyCase(String form) {
    assertThat(login(form.formatted(customer.username(), customer.password())).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Username=%s&Password=%s&Grant_Type=client_credentials",
        "Username=%s&Password=%s",
        "Username=%s&Password=%s&Grant_Type=Password&password=x",
        "Username=%s&Password=%s&Grant_Type=Password&USERNAME=x",
        "Username=%s&Password=%s&Grant_Type=Password&grant_type=Password",
        "Username=%s&Passwort=%s&Grant_Type=Password"
      })
  void whatIsNoLoginIs400(String form) {
    Http.Answer answer = login(form.formatted(customer.username(), customer.password()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain(customer.password());
  }

  @Test
  void aWrongPasswordIs401AJsonBody415AndSecretsInTheQuery400() {
    assertThat(
            login("Username=" + customer.username() + "&Password=x&Grant_Type=Password").status())
        .isEqualTo(401);
    assertThat(Http.post(Service.CUSTOMER, "/token", Http.JSON, "{}").status()).isEqualTo(415);
    assertThat(
            Http.post(
                    Service.CUSTOMER,
                    "/token?" + Http.encode(Dsquares.form(customer)),
                    Http.FORM,
                    "")
                .status())
        .isEqualTo(400);
  }
}
