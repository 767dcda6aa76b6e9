package dev.postern.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.StackFile.Client;
import dev.postern.stack.StackFile.Customer;
import dev.postern.stack.StackFile.HmacKey;
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
 * Fills an empty stack by the calls an operator would make: a client, its API key, and the import
 * of the demo customers. What is shown once is kept for the next start.
 */
final class Seeder {
  private static final List<String> VENDOR_SCOPES =
      List.of("profile:read", "profile:contact", "profile:address");

  /** How long a secret of an earlier start still verifies. */
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

  /** Whether an earlier start has seeded this stack to the end. */
  static boolean isDone(Layout layout) {
    return Files.exists(file(layout));
  }

  private static Path file(Layout layout) {
    return layout.data().resolve("seed.json");
  }

  Seed loadOrSeed() {
    Path file = file(layout);
    Seed seed = Files.exists(file) ? withFreshSecret(Files0600.readJson(file, Seed.class)) : seed();
    Files0600.writeJson(file, seed);
    return seed;
  }

  /**
   * Redis has come back empty: who signed before that has to wait until no replay can get through,
   * but not with a new secret.
   */
  private Seed withFreshSecret(Seed seed) {
    JsonNode made =
        api.post(
            layout.issuer() + "/admin/v1/hmac-keys/" + seed.hmacKey().id() + ":rotate",
            operatorToken(),
            Map.of("previous_ends_at", Clock.systemUTC().instant().plus(OVERLAP).toString()));
    return new Seed(seed.client(), seed.apiKey(), read(made), seed.customers());
  }

  private Seed seed() {
    String token = operatorToken();
    Client vendor = client(token);
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
    // One after the other: a service that is cold hashes one password at a time, and lets few wait.
    return data.logins().stream().map(this::login).toList();
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

  private Client client(String token) {
    JsonNode made =
        api.post(
            layout.issuer() + "/admin/v1/clients",
            token,
            Map.of("name", "Demo chat vendor", "scopes", VENDOR_SCOPES, "signs_requests", true));
    return new Client(made.get("id").asText(), made.get("secret").asText());
  }

  private String apiKey(String token, Client vendor) {
    return api.post(
            layout.issuer() + "/admin/v1/api-keys",
            token,
            Map.of("client_id", vendor.id(), "label", "Demo"))
        .get("key")
        .asText();
  }

  private HmacKey hmacKey(String token, Client vendor) {
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
    // Made before there is a connection: on a slow machine it would be closed before the first
    // came.
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

  /** Logs in once: the answer holds the identifier and proves that the imported password works. */
  private Customer login(DemoData.Login login) {
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
      return Files0600.JSON.readTree(line);
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
