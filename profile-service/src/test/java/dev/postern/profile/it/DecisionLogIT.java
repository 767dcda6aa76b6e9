package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.TestLogs;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every refusal leaves exactly one line, also a refusal that the pipeline does not make. */
class DecisionLogIT {
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(5);
  private static final String GET_PROFILE = "/postern.profile.v1.ProfileService/GetProfile";

  private final Vendor vendor = Vendor.create("profile:read");

  @Test
  void aPathOrMethodThatDoesNotExistIsLoggedAsUnmatched() {
    JsonNode notFound = line(Http.get(Service.PROFILE, "/nothing"));
    assertThat(notFound.at("/mdc/reason").asText()).isEqualTo("not_found");
    assertThat(notFound.at("/mdc/route").asText()).isEqualTo("unmatched");
    assertThat(notFound.at("/mdc/outcome").asText()).isEqualTo("REFUSED");
    assertThat(notFound.at("/mdc/peer").asText()).isEqualTo("127.0.0.1");

    JsonNode wrongMethod = line(Http.send(Http.request(Service.PROFILE, "/getprofile").DELETE()));
    assertThat(wrongMethod.at("/mdc/reason").asText()).isEqualTo("method_not_allowed");
  }

  @Test
  void aBodyThatIsTooLargeIsLoggedWithItsRoute() {
    JsonNode line =
        line(
            Http.send(
                Http.request(Service.PROFILE, "/getprofile")
                    .header("content-type", Http.JSON)
                    .POST(BodyPublishers.ofByteArray(new byte[70_000]))));
    assertThat(line.at("/mdc/reason").asText()).isEqualTo("too_large");
    assertThat(line.at("/mdc/route").asText()).isEqualTo("ProfileResource.getProfile");
  }

  @Test
  void aRefusalNamesTheClientThatWasProven() {
    JsonNode line =
        line(
            Http.send(
                Http.request(Service.PROFILE, "/getprofile")
                    .header("authorization", "Bearer " + vendor.systemToken())
                    .header("api-key", "pstk_live_unknown")
                    .header("customer-auth", "JWT a.b.c")
                    .POST(BodyPublishers.noBody())));
    assertThat(line.at("/mdc/reason").asText()).isEqualTo("api_key_invalid");
    assertThat(line.at("/mdc/client").asText()).isEqualTo(vendor.id());
  }

  @Test
  void refusalsBeforeTheGrpcServerAreLogged() throws IOException {
    JsonNode unknown = line(grpc("/postern.profile.v1.ProfileService/Nothing", new byte[0]));
    assertThat(unknown.at("/mdc/reason").asText()).isEqualTo("method_not_allowed");
    assertThat(unknown.at("/mdc/transport").asText()).isEqualTo("GRPC");

    JsonNode query = line(grpc(GET_PROFILE + "?api-key=x", new byte[0]));
    assertThat(query.at("/mdc/reason").asText()).isEqualTo("request_invalid");
    assertThat(query.at("/mdc/route").asText()).isEqualTo("ProfileGrpcService.getProfile");
  }

  @Test
  void aGrpcMessageThatIsTooLargeIsLoggedOnce() throws IOException {
    JsonNode line = line(grpc(GET_PROFILE, new byte[2 << 20]));
    assertThat(line.at("/mdc/reason").asText()).isEqualTo("too_large");
  }

  private static Http.Answer grpc(String path, byte[] payload) {
    byte[] frame =
        ByteBuffer.allocate(5 + payload.length)
            .put((byte) 0)
            .putInt(payload.length)
            .put(payload)
            .array();
    return Http.send(
        Http.request(Service.PROFILE, path)
            .header("content-type", "application/grpc")
            .POST(BodyPublishers.ofByteArray(frame)));
  }

  private static JsonNode line(Http.Answer refusal) {
    String traceId =
        refusal.header("grpc-status-details-bin").isEmpty()
            ? refusal.json().path("trace_id").asText()
            : traceId(refusal.header("grpc-status-details-bin"));
    assertThat(traceId).matches("[0-9a-f]{32}");
    Await.until("the line is written", WRITTEN_WITHIN, () -> !lines(traceId).isEmpty());
    assertThat(lines(traceId)).hasSize(1);
    return lines(traceId).getFirst();
  }

  private static String traceId(String details) {
    try {
      return Status.parseFrom(Base64.getDecoder().decode(details))
          .getDetails(0)
          .unpack(ErrorInfo.class)
          .getMetadataOrThrow("trace_id");
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static List<JsonNode> lines(String traceId) {
    try {
      return TestLogs.lines("profile").stream()
          .filter(line -> line.contains("postern.audit") && line.contains(traceId))
          .map(DecisionLogIT::json)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static JsonNode json(String line) {
    try {
      return PrivateFiles.JSON.readTree(line);
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
