package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The import of customers: JSON Lines in, a report out. */
class ImportIT {
  private static final String HASH = LegacyPasswordHashes.ofUnknownPassword(0);

  private static List<JsonNode> report(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(line -> !line.isBlank())
        .map(
            line -> {
              try {
                return PrivateFiles.JSON.readTree(line);
              } catch (IOException notJson) {
                throw new AssertionError(line, notJson);
              }
            })
        .toList();
  }

  @Test
  void reportsRefusedLinesByNumberAndTakesTheRest() {
    String name = UUID.randomUUID().toString();
    String good = Imports.line(name, HASH, "active");
    String lines =
        good
            + "{not json\n"
            + "\n"
            + Imports.line("", HASH, "active")
            + Imports.line(name + "2", "$1$md5$unsupported", "active")
            + Imports.line(name + "3", HASH, "sleeping")
            + good
            + "{\"username\":\""
            + name
            + "4\",\"password_hash\":\""
            + HASH
            + "\"}\n"
            + "{\"username\":\""
            + "x".repeat(20_000)
            + "\"}\n"
            + Imports.line(name + "5", HASH, "active").strip();

    List<JsonNode> report = report(Imports.send(lines));

    JsonNode done = report.getLast();
    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(done.get("imported").asInt()).isEqualTo(2);
    assertThat(done.get("refused").asInt()).isEqualTo(7);
    String refusals = report.getFirst().get("refusals").toString();
    assertThat(refusals)
        .contains("{\"line\":2,\"reason\":\"json_malformed\"}")
        .contains("{\"line\":4,\"reason\":\"username_invalid\"}")
        .contains("{\"line\":5,\"reason\":\"password_hash_unsupported\"}")
        .contains("{\"line\":6,\"reason\":\"status_invalid\"}")
        .contains("{\"line\":7,\"reason\":\"username_taken\"}")
        .contains("{\"line\":8,\"reason\":\"profile_invalid\"}")
        .contains("{\"line\":9,\"reason\":\"line_too_long\"}");
  }

  @Test
  void sendingItAgainChangesNothing() {
    String lines = Imports.line(UUID.randomUUID().toString(), HASH, "active");

    assertThat(report(Imports.send(lines)).getLast().get("imported").asInt()).isOne();
    JsonNode again = report(Imports.send(lines)).getLast();
    assertThat(again.get("imported").asInt()).isZero();
    assertThat(again.get("refused").asInt()).isOne();
  }

  @Test
  void progressIsReportedByTheBatch() {
    String run = UUID.randomUUID().toString();
    String lines =
        IntStream.range(0, 1_200)
            .mapToObj(i -> Imports.line(run + i, HASH, "active"))
            .collect(Collectors.joining());

    List<JsonNode> report = report(Imports.send(lines));

    assertThat(report.stream().map(line -> line.get("lines").asInt()))
        .containsExactly(500, 1_000, 1_200, 1_200);
  }

  @Test
  void needsTheScope() {
    Http.Answer answer =
        Http.post(
            Service.CUSTOMER,
            "/admin/v1/customers:import",
            "application/x-ndjson",
            Imports.line("x", HASH, "active"),
            "Authorization",
            "Bearer " + Vendor.seeded().systemToken());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.reason()).isEqualTo("scope_insufficient");
  }

  @Test
  void anImportLargerThanAnyBufferIsStreamed() {
    String padding = "x".repeat(190);
    String lines =
        IntStream.range(0, 20_000)
            .mapToObj(i -> Imports.line("padded", "none-" + padding + i, "active"))
            .collect(Collectors.joining());

    JsonNode done = report(Imports.send(lines)).getLast();

    assertThat(done.get("lines").asInt()).isEqualTo(20_000);
    assertThat(done.get("refused").asInt()).isEqualTo(20_000);
  }
}
