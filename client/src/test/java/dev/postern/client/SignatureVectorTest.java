package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The signer reproduces the contract's test vectors, for JDK requests and for plain messages. */
class SignatureVectorTest {

  static List<SignatureVector> vectors() {
    return SignatureVector.all();
  }

  private static SignedRequests signer(SignatureVector vector) {
    return SignedRequests.of(
        new SignatureKey("key-1", Secret.of(vector.secret())),
        AdjustableClock.at(Long.parseLong(vector.get("timestamp"))),
        () -> vector.get("nonce"));
  }

  private static byte[] body(SignatureVector vector) {
    return vector.get("body").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void vectorsExist() {
    assertThat(SignatureVector.all()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAJdkRequestAsInTheVector(SignatureVector vector) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://" + vector.get("authority") + vector.target()))
            .method(vector.get("method"), HttpRequest.BodyPublishers.noBody());
    if (!vector.get("content_type").isEmpty()) {
      request.header("Content-Type", vector.get("content_type"));
    }

    HttpRequest signed = signer(vector).sign(request, body(vector));

    assertThat(signed.headers().allValues("X-Key-Id")).containsExactly("key-1");
    assertThat(signed.headers().allValues("X-Timestamp")).containsExactly(vector.get("timestamp"));
    assertThat(signed.headers().allValues("X-Nonce")).containsExactly(vector.get("nonce"));
    assertThat(signed.headers().allValues("X-Signature")).containsExactly(vector.get("signature"));
    assertThat(signed.bodyPublisher().orElseThrow().contentLength()).isEqualTo(body(vector).length);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void stringToSignMatchesTheVector(SignatureVector vector) {
    UnsignedMessage message =
        new UnsignedMessage(
            vector.get("method"),
            vector.get("authority"),
            vector.get("path"),
            vector.get("query"),
            Optional.of(vector.get("content_type")),
            body(vector));
    SignatureParameters stamp =
        new SignatureParameters(Long.parseLong(vector.get("timestamp")), vector.get("nonce"));

    assertThat(SignatureV3.stringToSign(message, stamp)).isEqualTo(vector.get("string_to_sign"));
    assertThat(signer(vector).headers(message))
        .containsEntry("X-Signature", vector.get("signature"));
  }
}
