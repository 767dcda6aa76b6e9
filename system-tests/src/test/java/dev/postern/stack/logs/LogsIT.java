package dev.postern.stack.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import dev.postern.testkit.Await;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestLogs;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The lines that the processes log about calls of this class. {@link TestLogs} reads all logs for
 * blocked event loops, errors and secrets after every class.
 */
class LogsIT {
  private static final int ROUNDS = 20;
  private static final int MAX_LINE_BYTES = 8_192;
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(5);

  @Test
  void threat39HostileTextBecomesOneEscapedJsonLine() throws IOException {
    String hostile = "evil\r\n{\"forged\":true}\u001b[31m${jndi:ldap://x}" + "A".repeat(5_000);
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      post(
          Service.AUTH,
          replica,
          "/oauth/token",
          Map.of(
              "grant_type", "client_credentials",
              "client_id", hostile.substring(0, 200).replaceAll("[\\p{Cntrl}]", "?"),
              "client_secret", "x"));
      post(
          Service.CUSTOMER,
          replica,
          "/customer_authenticate",
          Map.of("username", hostile.substring(0, 200), "password", hostile.substring(0, 900)));
      Http.send(
          Http.request(Service.PROFILE, replica, "/%0d%0aforged")
              .header("User-Agent", "${jndi:ldap://x}"));
    }

    for (String process : TestLogs.serviceProcesses()) {
      for (String line : TestLogs.lines(process)) {
        if (!line.startsWith("{")) {
          continue; // what the JVM itself says before logging is configured
        }
        JsonNode json = PrivateFiles.JSON.readTree(line);
        assertThat(json.has("forged")).isFalse();
        assertThat(line).doesNotContain("\u001b");
        if (json.path("loggerName").asText().equals("postern.audit")) {
          assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThan(MAX_LINE_BYTES);
        }
      }
    }
  }

  @Test
  void threat40NoCredentialIsInAnyLog() throws IOException {
    StackFile stack = TestStack.file();
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      post(
          Service.AUTH,
          replica,
          "/oauth/token",
          Map.of(
              "grant_type", "client_credentials",
              "client_id", stack.client().secret(),
              "client_secret", stack.client().id()));
      Http.post(
          Service.PROFILE, replica, "/getprofile?access_token=" + stack.apiKey(), Http.JSON, "");
    }
    List<String> canaries = new ArrayList<>();
    canaries.add(stack.client().secret());
    canaries.add(stack.apiKey());
    canaries.add(stack.admin().secret());
    canaries.add(stack.postgres().password());
    stack.customers().forEach(customer -> canaries.add(customer.password()));
    for (String process : TestLogs.serviceProcesses()) {
      String log = String.join("\n", TestLogs.lines(process));
      assertThat(canaries).noneMatch(log::contains);
      assertThat(log).doesNotContain("eyJ");
    }
  }

  @Test
  void everyDecisionHasItsLine() {
    Vendor vendor = Vendor.create("profile:read");
    Vendor other = Vendor.create("profile:read");
    String token = vendor.systemToken();
    String customerToken = Person.create().token();
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(vendor.getProfile(replica, "/getprofile", token, customerToken).status())
          .isEqualTo(200);
      assertThat(other.getProfile(replica, "/getprofile", token, customerToken).status())
          .isEqualTo(403);
      getProfileOverGrpc(replica, token, vendor.apiKey(), customerToken);

      String process = replica == 0 ? "profile" : "profile-" + (replica + 1);
      for (String part :
          List.of(
              "\"outcome\":\"ALLOWED\"",
              "\"reason\":\"api_key_of_another_client\"",
              "\"transport\":\"GRPC\"")) {
        Await.until(
            part + " in the log of " + process,
            WRITTEN_WITHIN,
            () ->
                audit(process).stream().anyMatch(l -> l.contains(vendor.id()) && l.contains(part)));
      }
    }
  }

  @Test
  void theEventLoopWasNeverBlockedAndNothingUnforeseenHappened() throws IOException {
    Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
    GuardedEndpoints.Caller caller =
        new GuardedEndpoints.Caller(vendor, vendor.systemToken(), Person.create().token());
    for (int i = 0; i < ROUNDS; i++) {
      GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);
    }

    TestLogs.assertClean();
  }

  private static List<String> audit(String process) throws IOException {
    return TestLogs.lines(process).stream().filter(line -> line.contains("postern.audit")).toList();
  }

  private static void post(Service service, int replica, String path, Map<String, String> form) {
    Http.post(service, replica, path, Http.FORM, Http.encode(form));
  }

  private static void getProfileOverGrpc(
      int replica, String token, String apiKey, String customerToken) {
    ManagedChannel channel = Grpc.channel(Service.PROFILE, replica);
    try {
      Grpc.getProfile(
          channel,
          GetProfileRequest.getDefaultInstance(),
          "authorization",
          "Bearer " + token,
          "api-key",
          apiKey,
          "customer-auth",
          "JWT " + customerToken);
    } finally {
      channel.shutdownNow();
    }
  }
}
