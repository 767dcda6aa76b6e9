package dev.postern.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.StackFile.Customer;
import dev.postern.stack.StackFile.HmacKey;
import dev.postern.stack.StackFile.RegisteredClient;
import dev.postern.stack.StackFile.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Seeds an empty stack with the calls an operator would make: a client, its API key and HMAC key,
 * and the import of the demo customers. It keeps the credentials, because the services show them
 * only once.
 */
final class Seeder {
  private static final List<String> VENDOR_SCOPES =
      List.of("profile:read", "profile:contact", "profile:address");

  /** How long the HMAC key's previous secret still verifies. */
  private static final Duration OVERLAP = Duration.ofSeconds(2);

  private final Layout layout;
  private final ApiClient api;
  private final Secrets secrets;
  private final Stack.Options options;

  Seeder(Layout layout, ApiClient api, Secrets secrets, Stack.Options options) {
    this.layout = layout;
    this.api = api;
    this.secrets = secrets;
    this.options = options;
  }

  /** Whether an earlier start has completed the seeding. */
  static boolean isDone(Layout layout) {
    return Files.exists(file(layout));
  }

  private static Path file(Layout layout) {
    return layout.data().resolve("seed.json");
  }

  Seed loadOrSeed() {
    Path file = file(layout);
    Seed seed =
        Files.exists(file) ? withNewSecret(PrivateFiles.readJson(file, Seed.class)) : seed();
    PrivateFiles.writeJson(file, seed);
    return seed;
  }

  /**
   * Rotates the HMAC key. Redis has restarted empty, so requests signed with the old secret are
   * refused until no replay is possible; a new secret can be used at once.
   */
  private Seed withNewSecret(Seed seed) {
    JsonNode made =
        api.post(
            layout.issuer() + "/admin/v1/hmac-keys/" + seed.hmacKey().id() + ":rotate",
            operatorToken(),
            Map.of("previous_ends_at", Clock.systemUTC().instant().plus(OVERLAP).toString()));
    return new Seed(seed.client(), seed.apiKey(), read(made), seed.customers());
  }

  private Seed seed() {
    String token = operatorToken();
    RegisteredClient vendor = client(token);
    String apiKey = apiKey(token, vendor);
    return new Seed(vendor, apiKey, hmacKey(token, vendor), customers(token));
  }

  private List<Customer> customers(String token) {
    if (!options.services().contains(Service.CUSTOMER)) {
      return List.of();
    }
    DemoData data = new DemoData(options.size().demoCustomers());
    options.progress().accept("Importing %,d demo customers".formatted(data.count()));
    importAll(token, data);
    // Sequential, because a cold service hashes one password at a time and queues only a few.
    return data.logins().stream().map(this::authenticate).toList();
  }

  private String operatorToken() {
    Map<String, String> form =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            ServiceConfig.OPERATOR,
            "client_secret",
            secrets.operatorSecret());
    return api.form(layout.issuer() + "/oauth/token", form).get("access_token").asText();
  }

  private RegisteredClient client(String token) {
    JsonNode made =
        api.post(
            layout.issuer() + "/admin/v1/clients",
            token,
            Map.of("name", "Demo chat vendor", "scopes", VENDOR_SCOPES, "signs_requests", true));
    return new RegisteredClient(made.get("id").asText(), made.get("secret").asText());
  }

  private String apiKey(String token, RegisteredClient vendor) {
    return api.post(
            layout.issuer() + "/admin/v1/api-keys",
            token,
            Map.of("client_id", vendor.id(), "label", "Demo"))
        .get("key")
        .asText();
  }

  private HmacKey hmacKey(String token, RegisteredClient vendor) {
    return read(
        api.post(
            layout.issuer() + "/admin/v1/hmac-keys",
            token,
            Map.of("client_id", vendor.id(), "label", "Demo")));
  }

  private static HmacKey read(JsonNode made) {
    return new HmacKey(made.get("id").asText(), made.get("secret").asText());
  }

  private void importAll(String token, DemoData data) {
    String url = layout.url(Service.CUSTOMER, 0) + "/admin/v1/customers:import";
    // Generated before connecting, because on a slow machine the connection could time out before
    // the first line.
    List<byte[]> lines =
        data.lines().map(line -> (line + "\n").getBytes(StandardCharsets.UTF_8)).toList();
    try (Stream<String> report = api.lines(url, token, BodyPublishers.ofByteArrays(lines))) {
      report.map(Seeder::read).forEach(Seeder::check);
    }
  }

  private static void check(JsonNode report) {
    if (report.get("state").asText().equals("failed") || report.get("refused").asLong() > 0) {
      throw new StackFailure(
          "The import of the demo customers failed after %d lines: try ./postern up --fresh"
              .formatted(report.get("lines").asLong()));
    }
  }

  /** Logs in once, which returns the customer identifier and confirms the imported password. */
  private Customer authenticate(DemoData.Login login) {
    String customerId =
        api.form(
                layout.url(Service.CUSTOMER, 0) + "/customer_authenticate",
                Map.of("username", login.username(), "password", login.password()))
            .get("customer_id")
            .asText();
    return new Customer(login.username(), login.password(), customerId);
  }

  private static JsonNode read(String line) {
    try {
      return PrivateFiles.JSON.readTree(line);
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
