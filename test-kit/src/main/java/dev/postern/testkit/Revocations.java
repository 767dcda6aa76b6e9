package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What an operator revokes, and what a caller who waits for it is told. */
public final class Revocations {
  private Revocations() {}

  /** At this replica of auth-service, with this query. */
  public static Http.Answer revoke(int replica, String kind, String id, String query) {
    return Operator.send(
        replica,
        "POST",
        SecurityEventLog.PATH + query,
        Operator.json(Map.of("kind", kind, "id", id)));
  }

  /** Checks the answer to a call with {@code wait=applied}, of which as many processes hear. */
  public static void assertAppliedEverywhere(Http.Answer answer, int verifiers) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.get("verifiers").asInt()).as(answer.body()).isEqualTo(verifiers);
    assertThat(json.get("applied").asInt()).as(answer.body()).isEqualTo(verifiers);
    assertThat(json.get("complete").asBoolean()).isTrue();
  }
}
