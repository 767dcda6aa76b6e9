package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A client that signs its requests in place of presenting an access token, and its key. */
public record Signer(Vendor vendor, String keyId, String secret) {

  /** A new one with these scopes. */
  public static Signer create(String... scopes) {
    JsonNode client =
        Operator.make(
            "/admin/v1/clients",
            Map.of("name", "signer", "scopes", List.of(scopes), "signs_requests", true));
    String id = client.get("id").asText();
    JsonNode apiKey =
        Operator.make("/admin/v1/api-keys", Map.of("client_id", id, "label", "signer"));
    JsonNode key = Operator.make("/admin/v1/hmac-keys", Map.of("client_id", id, "label", "signer"));
    return new Signer(
        new Vendor(id, client.get("secret").asText(), apiKey.get("key").asText()),
        key.get("id").asText(),
        key.get("secret").asText());
  }
}
