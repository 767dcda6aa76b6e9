package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A chat vendor: a client with its secret and API key, and the tokens it gets by them. */
public record Vendor(String id, String secret, String apiKey) {

  /** The client that the stack was seeded with. */
  public static Vendor seeded() {
    StackFile stack = TestStack.file();
    return new Vendor(stack.client().id(), stack.client().secret(), stack.apiKey());
  }

  /** A new one with these scopes. */
  public static Vendor create(String... scopes) {
    return register(List.of("client_credentials"), scopes);
  }

  /** A new one that may refresh. */
  public static Vendor refreshing(String... scopes) {
    return register(List.of("client_credentials", "refresh_token"), scopes);
  }

  /** A new one with these grants. */
  public static Vendor register(List<String> grantTypes, String... scopes) {
    String operator = operatorToken();
    JsonNode client =
        admin(
            "/admin/v1/clients",
            operator,
            Map.of("name", "test", "scopes", List.of(scopes), "grant_types", grantTypes));
    JsonNode key =
        admin(
            "/admin/v1/api-keys",
            operator,
            Map.of("client_id", client.get("id").asText(), "label", "test"));
    return new Vendor(
        client.get("id").asText(),
        TestLogs.opaque(client.get("secret").asText()),
        TestLogs.opaque(key.get("key").asText()));
  }

  public static String operatorToken() {
    StackFile.RegisteredClient admin = TestStack.file().admin();
    return token(admin.id(), admin.secret());
  }

  /** This one with another API key, which expires then. */
  public Vendor withKeyUntil(Instant end) {
    String key =
        Operator.make(
                "/admin/v1/api-keys",
                Map.of("client_id", id, "label", "brief", "expires_at", end.toString()))
            .get("key")
            .asText();
    return new Vendor(id, secret, key);
  }

  public String systemToken() {
    return token(id, secret);
  }

  /** Requests a profile with this vendor's API key and these tokens. */
  public Http.Answer getProfile(String path, String systemToken, String customerToken) {
    return getProfile(0, path, systemToken, customerToken);
  }

  public Http.Answer getProfile(
      int replica, String path, String systemToken, String customerToken) {
    return Http.post(
        Service.PROFILE,
        replica,
        path,
        Http.JSON,
        "",
        "Authorization",
        "Bearer " + systemToken,
        "api-key",
        apiKey,
        "customer-auth",
        "JWT " + customerToken);
  }

  public Http.Answer getProfile(String systemToken, String customerToken) {
    return getProfile("/getprofile", systemToken, customerToken);
  }

  static String token(String id, String secret) {
    return Http.form(
            Service.AUTH,
            "/oauth/token",
            Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret))
        .json()
        .get("access_token")
        .asText();
  }

  private static JsonNode admin(String path, String token, Map<String, Object> body) {
    try {
      return Http.post(
              Service.AUTH,
              path,
              Http.JSON,
              PrivateFiles.JSON.writeValueAsString(body),
              "Authorization",
              "Bearer " + token)
          .json();
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
