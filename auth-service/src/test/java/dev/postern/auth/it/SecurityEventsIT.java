package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SecurityEventLog;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of security events, as operators see it and write to it. */
class SecurityEventsIT {
  private static final String PATH = SecurityEventLog.PATH;

  private static Http.Answer revoke(String kind, String id) {
    return Operator.send("POST", PATH, Operator.json(Map.of("kind", kind, "id", id)));
  }

  @Test
  void whatWasRevokedIsListedByItsHashAndWhoDidIt() throws Exception {
    long before = SecurityEventLog.head();
    String id = UUID.randomUUID().toString();
    for (String kind : List.of("token", "family", "subject", "client")) {
      assertThat(revoke(kind, id).status()).isEqualTo(201);
    }

    List<JsonNode> events = SecurityEventLog.after(before);
    assertThat(events)
        .extracting(event -> event.get("kind").asText())
        .containsExactly("token", "family", "subject", "client");
    assertThat(events)
        .allMatch(event -> event.get("actor").asText().equals(TestStack.file().admin().id()))
        .allMatch(event -> event.get("subject_hash").asText().matches("[0-9a-f]{32}"))
        .noneMatch(event -> event.toString().contains(id));
    assertThat(events.stream().filter(event -> event.hasNonNull("cutoff")))
        .extracting(event -> event.get("kind").asText())
        .as("a token and a family end for good")
        .containsExactly("subject", "client");
    assertThat(events)
        .allMatch(
            event ->
                event.get("expires_at").asText().compareTo(event.get("created_at").asText()) > 0);
  }

  @Test
  void theListHasPages() throws Exception {
    long before = SecurityEventLog.head();
    for (int i = 0; i < 3; i++) {
      revoke("token", "page-" + i);
    }
    Http.Answer page = Operator.send("GET", PATH + "?limit=2&after=" + before);
    assertThat(page.json().get("items")).hasSize(2);
    String next = page.json().get("next").asText();
    assertThat(next).isEqualTo("" + (before + 2));
    assertThat(SecurityEventLog.after(Long.parseLong(next))).hasSize(1);
    for (String query : List.of("?limit=0", "?limit=x", "?after=-1", "?after=x", "?after=1e9")) {
      assertThat(Operator.send("GET", PATH + query).status()).as(query).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"kind\":\"token\"}",
        "{\"id\":\"x\"}",
        "{\"kind\":\"token\",\"id\":\"\"}",
        "{\"kind\":\"TOKEN\",\"id\":\"x\"}",
        "{\"kind\":\"api-key\",\"id\":\"x\"}",
        "{\"kind\":\"signing-key\",\"id\":\"x\"}",
        "{\"kind\":\"unknown\",\"id\":\"x\"}",
        "{\"kind\":\"token\",\"id\":\"a\\u0000b\"}",
        "{\"kind\":\"token\",\"id\":\"a\\r\\nb\"}",
        "{\"kind\":\"token\",\"kind\":\"client\",\"id\":\"x\"}"
      })
  void whatIsNoEventIs400AndLeavesNone(String body) throws Exception {
    long before = SecurityEventLog.head();
    Http.Answer answer = Operator.send("POST", PATH, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(SecurityEventLog.head()).isEqualTo(before);
  }

  @Test
  void readingAndWritingNeedTheirScopes() {
    Vendor reader = Vendor.create("admin:events:read");
    String[] bearer = {"Authorization", "Bearer " + reader.systemToken()};
    assertThat(Http.get(Service.AUTH, PATH, bearer).status()).isEqualTo(200);
    Http.Answer refused =
        Http.post(
            Service.AUTH,
            PATH,
            Http.JSON,
            Operator.json(Map.of("kind", "client", "id", TestStack.file().client().id())),
            bearer);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.reason()).isEqualTo("scope_insufficient");
    Vendor nobody = Vendor.create("profile:read");
    assertThat(
            Http.get(Service.AUTH, PATH, "Authorization", "Bearer " + nobody.systemToken())
                .status())
        .isEqualTo(403);
  }
}
