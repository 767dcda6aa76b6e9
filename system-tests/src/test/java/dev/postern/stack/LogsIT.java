package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Http;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What all the tests before have left in the logs. Only the faults come after it. */
@Order(Integer.MAX_VALUE - 1)
class LogsIT {
  private static final int MAX_LINE_BYTES = 8_192;

  private static List<String> lines(Service service) throws IOException {
    Path log = TestStack.LAYOUT.log(service.label());
    return Files.readAllLines(log, StandardCharsets.UTF_8);
  }

  @Test
  void threat39HostileTextBecomesOneEscapedJsonLine() throws IOException {
    String hostile = "evil\r\n{\"forged\":true}\u001b[31m${jndi:ldap://x}" + "A".repeat(5_000);
    Http.form(
        Service.AUTH,
        "/oauth/token",
        Map.of(
            "grant_type", "client_credentials",
            "client_id", hostile.substring(0, 200).replaceAll("[\\p{Cntrl}]", "?"),
            "client_secret", "x"));
    Http.form(
        Service.CUSTOMER,
        "/customer_authenticate",
        Map.of("username", hostile.substring(0, 200), "password", hostile.substring(0, 900)));
    Http.get(Service.PROFILE, "/%0d%0aforged", "User-Agent", "${jndi:ldap://x}");

    for (Service service : Service.values()) {
      for (String line : lines(service)) {
        if (!line.startsWith("{")) {
          continue; // what the JVM itself says before logging is configured
        }
        JsonNode json = Files0600.JSON.readTree(line);
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
    Http.form(
        Service.AUTH,
        "/oauth/token",
        Map.of(
            "grant_type", "client_credentials",
            "client_id", stack.client().secret(),
            "client_secret", stack.client().id()));
    Http.post(Service.PROFILE, "/getprofile?access_token=" + stack.apiKey(), Http.JSON, "");
    List<String> canaries = new ArrayList<>();
    canaries.add(stack.client().secret());
    canaries.add(stack.apiKey());
    canaries.add(stack.admin().secret());
    canaries.add(stack.postgres().password());
    stack.customers().forEach(customer -> canaries.add(customer.password()));
    for (Service service : Service.values()) {
      String log = String.join("\n", lines(service));
      assertThat(canaries).noneMatch(log::contains);
      assertThat(log).doesNotContain("eyJ");
    }
  }

  @Test
  void theEventLoopWasNeverBlockedAndNothingUnforeseenHappened() throws IOException {
    for (Service service : Service.values()) {
      assertThat(lines(service))
          .noneMatch(line -> line.contains("has been blocked for"))
          .noneMatch(line -> line.contains("\"level\":\"ERROR\"") && !isExpected(line));
    }
  }

  private static boolean isExpected(String line) {
    return isClosedByRedis(line) || isLateTimeout(line);
  }

  /** So the client says that an idle connection was closed just when it was to be used. */
  private static boolean isClosedByRedis(String line) {
    return line.contains("RedisConnectionManager") && line.contains("ClosedChannelException");
  }

  /** So Mutiny says that time was over for something that nobody waits for any more. */
  private static boolean isLateTimeout(String line) {
    return line.contains("MutinyInfrastructure") && line.contains("mutiny.TimeoutException");
  }

  @Test
  void everyDecisionHasItsLine() throws IOException {
    List<String> audit =
        lines(Service.PROFILE).stream().filter(line -> line.contains("postern.audit")).toList();
    assertThat(audit).anyMatch(line -> line.contains("\"outcome\":\"ALLOWED\""));
    assertThat(audit).anyMatch(line -> line.contains("\"reason\":\"api_key_of_another_client\""));
    assertThat(audit).anyMatch(line -> line.contains("\"transport\":\"GRPC\""));
  }
}
