package dev.postern.stack.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.profile.v1.Profile;
import dev.postern.stack.Instructions;
import dev.postern.stack.Service;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A chat vendor's three calls, to the letter of the contract, and the same profile over gRPC. */
class MainJobIT {
  private final Vendor vendor = Vendor.seeded();

  @Test
  void accessTokenAnswersTheAsappFieldsAllAsStrings() {
    Http.Answer answer =
        Http.form(
            Service.AUTH,
            "/access_token",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", vendor.id(),
                "client_secret", vendor.secret()));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(Json.fieldNames(json))
        .containsExactlyInAnyOrder(
            "token_type", "issued_at", "client_id", "access_token", "scope", "expires_in");
    assertThat(json.properties()).allMatch(field -> field.getValue().isTextual());
    assertThat(json.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(json.get("scope").asText()).isEqualTo("client_credentials");
    assertThat(json.get("client_id").asText()).isEqualTo(vendor.id());
    assertThat(Long.parseLong(json.get("expires_in").asText())).isBetween(28_795L, 28_800L);
    assertThat(json.get("issued_at").asText()).matches("1[0-9]{12}");
  }

  @Test
  void accessTokenTakesTheGrantTypeFromTheQueryAndTheClientFromBasic() {
    String basic =
        java.util.Base64.getEncoder()
            .encodeToString((vendor.id() + ":" + vendor.secret()).getBytes(StandardCharsets.UTF_8));

    for (String path : new String[] {"/access_token", "/oauth/access_token"}) {
      Http.Answer answer =
          Http.send(
              Http.request(Service.AUTH, path + "?grant_type=client_credentials")
                  .header("Authorization", "Basic " + basic)
                  .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
    }
  }

  @Test
  void customerAuthenticateAnswersTheAsappFieldsAllAsStrings() {
    Person customer = TestStack.demoCustomer(0);

    for (String path : new String[] {"/customer_authenticate", "/auth/customer_authenticate"}) {
      JsonNode json =
          Http.form(
                  Service.CUSTOMER,
                  path,
                  Map.of("username", customer.username(), "password", customer.password()))
              .json();
      assertThat(Json.fieldNames(json))
          .containsExactlyInAnyOrder("issued_at", "JWT", "expires_in", "customer_id");
      assertThat(json.properties()).allMatch(field -> field.getValue().isTextual());
      assertThat(Long.parseLong(json.get("expires_in").asText())).isBetween(895L, 900L);
      assertThat(json.get("customer_id").asText()).isEqualTo(customer.customerId());
    }
  }

  @Test
  void oneCustomerIsOneIdentifierInEveryChannel() {
    Person customer = TestStack.demoCustomer(1);

    for (String channel : new String[] {"web", "ios", "android"}) {
      JsonNode json =
          Http.post(
                  Service.CUSTOMER,
                  "/customer_authenticate",
                  Http.JSON,
                  "{\"username\":\"%s\",\"password\":\"%s\",\"channel\":\"%s\"}"
                      .formatted(customer.username(), customer.password(), channel))
              .json();
      assertThat(json.get("customer_id").asText()).isEqualTo(customer.customerId());
      assertThat(Json.claims(json.get("JWT").asText()).get("channel").asText()).isEqualTo(channel);
    }
  }

  @Test
  void getProfileIsTheSameOverRestAndGrpc() {
    Person customer = TestStack.demoCustomer(0);
    String system = vendor.systemToken();
    String customerToken = customer.token();

    JsonNode rest = vendor.getProfile(system, customerToken).json();
    ManagedChannel channel = Grpc.channel(Service.PROFILE);
    Profile grpc =
        Grpc.getProfile(
            channel,
            GetProfileRequest.getDefaultInstance(),
            "authorization",
            "Bearer " + system,
            "api-key",
            vendor.apiKey(),
            "customer-auth",
            "JWT " + customerToken);
    channel.shutdownNow();

    assertThat(Json.fieldNames(rest))
        .containsExactlyInAnyOrder(
            "customer_id", "name", "email", "phone", "address", "locale", "segments", "updated_at");
    assertThat(rest.get("customer_id").asText()).isEqualTo(customer.customerId());
    assertThat(rest.get("email").asText()).isEqualTo(customer.username());
    assertThat(grpc.getCustomerId()).isEqualTo(customer.customerId());
    assertThat(grpc.getName().getGiven()).isEqualTo(rest.at("/name/given").asText());
    assertThat(grpc.getEmail()).isEqualTo(rest.get("email").asText());
    assertThat(grpc.getAddress().getPostalCode())
        .isEqualTo(rest.at("/address/postal_code").asText());
  }

  @Test
  void aFieldShowsOnlyIfTheCallersScopesCoverIt() {
    String customerToken = TestStack.demoCustomer(0).token();
    Vendor reader = Vendor.create("profile:read");
    Vendor withAddress = Vendor.create("profile:read", "profile:address");

    JsonNode bare =
        reader.getProfile("/account/getprofile", reader.systemToken(), customerToken).json();
    JsonNode address = withAddress.getProfile(withAddress.systemToken(), customerToken).json();

    assertThat(Json.fieldNames(bare))
        .containsExactlyInAnyOrder("customer_id", "name", "locale", "segments", "updated_at");
    assertThat(Json.fieldNames(address)).contains("address").doesNotContain("email", "phone");
  }

  @Test
  void thePrintedCommandsWorkWhenPasted() throws IOException, InterruptedException {
    assumeThat(run("/usr/bin/python3 -c 'import grpc'").exitCode())
        .as("python3-grpcio is installed")
        .isZero();
    Instructions guide = new Instructions(TestStack.LAYOUT, TestStack.file());
    guide.writeDescriptors();

    Ran ran = run(guide.commands());

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    String customerId = TestStack.demoCustomer(0).customerId();
    assertThat(ran.output())
        .contains("{\"customer_id\":\"" + customerId + "\"")
        .contains("customer_id: \"" + customerId + "\"");
  }

  private record Ran(int exitCode, String output) {}

  private static Ran run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .directory(TestStack.LAYOUT.home().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }
}
