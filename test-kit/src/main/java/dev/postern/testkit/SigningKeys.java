package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/** The keys that auth-service signs with, as an operator sees and makes them. */
public final class SigningKeys {
  public static final String PATH = "/admin/v1/signing-keys";

  /** The stack's publish-lead is 2 s. */
  public static final Duration ROTATED_WITHIN = Duration.ofSeconds(15);

  private SigningKeys() {}

  /** The keys that are in this state. */
  public static List<JsonNode> in(String state) {
    JsonNode items = Operator.send("GET", PATH + "?limit=200", "").json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(key -> key.get("state").asText().equals(state))
        .toList();
  }

  public static String activeKid() {
    return in("ACTIVE").getFirst().get("kid").asText();
  }

  /** Creates a key when no other is pending, and returns its identifier. */
  public static String create(String algorithm) {
    awaitTrue(() -> in("PENDING").isEmpty());
    Http.Answer made = Operator.send("POST", PATH, "{\"algorithm\":\"" + algorithm + "\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().get("algorithm").asText()).isEqualTo(algorithm);
    return made.json().get("kid").asText();
  }

  public static void awaitTrue(BooleanSupplier condition) {
    Await.until("the keys are in that state", ROTATED_WITHIN, condition::getAsBoolean);
  }

  /** The key that this token names as the one that signed it. */
  public static String kid(String token) {
    return Json.header(token).get("kid").asText();
  }
}
