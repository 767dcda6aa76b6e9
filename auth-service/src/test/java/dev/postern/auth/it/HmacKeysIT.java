package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HMAC keys, as operators make, rotate and end them. */
class HmacKeysIT {
  private static final String KEYS = "/admin/v1/hmac-keys";

  private final Vendor vendor = Vendor.create("profile:read");

  private JsonNode create() {
    return Operator.make(KEYS, Map.of("client_id", vendor.id(), "label", "orders"));
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void showsTheSecretOnceAndListsTheKeyWithoutIt() {
    JsonNode key = create();
    assertThat(key.get("secret").asText()).matches("[A-Za-z0-9_-]{43}");
    assertThat(key.get("label").asText()).isEqualTo("orders");

    Http.Answer list = Operator.send("GET", KEYS + "?limit=200&after=");
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.body()).contains(key.get("id").asText()).doesNotContain("\"secret\"");
  }

  @Test
  void rotationKeepsThePreviousSecretUntilItsEnd() {
    String id = create().get("id").asText();
    Instant end = inDays(7);

    JsonNode rotated =
        Operator.make(KEYS + "/" + id + ":rotate", Map.of("previous_ends_at", end.toString()));
    assertThat(rotated.get("id").asText()).isEqualTo(id);
    assertThat(rotated.get("previous_ends_at").asText()).isEqualTo(end.toString());

    assertThat(Operator.send("POST", KEYS + "/" + id + ":end-previous").status()).isEqualTo(204);
    assertThat(Operator.send("POST", KEYS + "/" + id + ":end-previous").status()).isEqualTo(204);
  }

  @Test
  void rotationWithoutABodyEndsThePreviousSecretAfterADay() {
    String id = create().get("id").asText();

    JsonNode rotated = Operator.make(KEYS + "/" + id + ":rotate", Map.of());
    assertThat(Instant.parse(rotated.get("previous_ends_at").asText()))
        .isBetween(Instant.now().plus(Duration.ofHours(23)), inDays(2));
  }

  @Test
  void aRevokedKeyCanBeRevokedAgainAndNotRotated() {
    String id = create().get("id").asText();

    assertThat(Operator.send("DELETE", KEYS + "/" + id + "?wait=applied").status()).isEqualTo(200);
    assertThat(Operator.send("DELETE", KEYS + "/" + id).status()).isEqualTo(204);
    assertThat(Operator.send("POST", KEYS + "/" + id + ":rotate", "{}").status()).isEqualTo(409);
  }

  @Test
  void unknownKeysAreNotFound() {
    assertThat(Operator.send("DELETE", KEYS + "/unknown").status()).isEqualTo(404);
    assertThat(Operator.send("POST", KEYS + "/unknown:rotate", "{}").status()).isEqualTo(404);
    assertThat(Operator.send("POST", KEYS + "/unknown:end-previous").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"client_id\":\"nobody\"}",
        "{\"client_id\":\"\"}",
        "{\"client_id\":null,\"label\":\"a\"}"
      })
  void rejectsAKeyWithoutAnExistingClient(String body) {
    assertThat(Operator.send("POST", KEYS, body).status()).isEqualTo(400);
  }

  @Test
  void rejectsExpiriesInThePastAndOverlapsTooLong() {
    assertThat(
            Operator.send(
                    "POST",
                    KEYS,
                    Operator.json(
                        Map.of("client_id", vendor.id(), "expires_at", "2001-01-01T00:00:00Z")))
                .status())
        .isEqualTo(400);
    String id = create().get("id").asText();
    assertThat(
            Operator.send(
                    "POST",
                    KEYS + "/" + id + ":rotate",
                    Operator.json(Map.of("previous_ends_at", inDays(91).toString())))
                .status())
        .isEqualTo(400);
  }
}
