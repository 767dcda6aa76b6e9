package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Vendor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC as an attacker writes it by hand: answered at once, with a status, and without harm. */
class GrpcProtocolIT {
  private static final String PATH = "/postern.profile.v1.ProfileService/GetProfile";
  private static final String INVALID_ARGUMENT = "3";
  private static final String RESOURCE_EXHAUSTED = "8";
  private static final String UNIMPLEMENTED = "12";
  private static final String UNAUTHENTICATED = "16";

  private static String status(String path, byte[] body, String... headers) {
    var request =
        Http.request(Service.PROFILE, path)
            .header("te", "trailers")
            .POST(BodyPublishers.ofByteArray(body));
    boolean typed = false;
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
      typed |= headers[i].equals("content-type");
    }
    if (!typed) {
      request.header("content-type", "application/grpc");
    }
    Http.Answer answer = Http.send(request);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.header("grpc-status");
  }

  private static byte[] message(int flag, byte... payload) {
    return ByteBuffer.allocate(5 + payload.length)
        .put((byte) flag)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  @Test
  void threat36ACompressedBombIsRefusedUninflated() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 50; i++) {
        gzip.write(zeros);
      }
    }
    assertThat(status(PATH, message(1, bomb.toByteArray()), "grpc-encoding", "gzip"))
        .isEqualTo(UNIMPLEMENTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "gzip", "deflate", "snappy", ""})
  void unknownEncodingsAreUnimplemented(String encoding) {
    assertThat(status(PATH, message(1, (byte) 1), "grpc-encoding", encoding))
        .isEqualTo(UNIMPLEMENTED);
  }

  @Test
  void aCompressedMessageThatNamesNoEncodingIsRefusedAtOnce() {
    assertThat(status(PATH, message(1, (byte) 1))).isEqualTo(INVALID_ARGUMENT);
  }

  @Test
  void threat37GarbageIsRefusedAtOnce() {
    assertThat(status(PATH, message(0, (byte) 0xff, (byte) 0xff))).isEqualTo(INVALID_ARGUMENT);
    assertThat(status(PATH, new byte[] {0, 0, 0})).isEqualTo(INVALID_ARGUMENT);
    assertThat(status(PATH, new byte[0])).isEqualTo(INVALID_ARGUMENT);
    assertThat(status(PATH, message(0))).isEqualTo(UNAUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!!", "A", "AAAA,???"})
  void threat37BinaryMetadataThatIsNoBase64IsRefused(String value) {
    assertThat(status(PATH, message(0), "x-bin", value)).isEqualTo(INVALID_ARGUMENT);
    assertThat(status(PATH, message(0), "authorization-bin", value)).isEqualTo(INVALID_ARGUMENT);
  }

  @Test
  void threat26ACredentialInTheQueryIsRefusedAsOverRest() {
    assertThat(status(PATH + "?api-key=x", message(0))).isEqualTo(INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/grpc+json", "application/grpc-web", "application/grpcx"})
  void otherKindsOfGrpcAreRefused(String type) {
    assertThat(status(PATH, message(0), "content-type", type)).isEqualTo(INVALID_ARGUMENT);
  }

  @Test
  void aMessageTooLargeIsRefused() {
    assertThat(status(PATH, message(0, new byte[2 << 20]))).isEqualTo(RESOURCE_EXHAUSTED);
  }

  @Test
  void twoMessagesInAUnaryCallAreRefused() {
    byte[] one = message(0);
    byte[] two = ByteBuffer.allocate(10).put(one).put(one).array();
    Vendor vendor = Vendor.seeded();
    assertThat(
            status(
                PATH,
                two,
                "authorization",
                "Bearer " + vendor.systemToken(),
                "api-key",
                vendor.apiKey(),
                "customer-auth",
                "JWT " + ProfileOwner.create().token()))
        .isEqualTo(INVALID_ARGUMENT);
  }
}
