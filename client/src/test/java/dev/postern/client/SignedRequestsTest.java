package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRequestsTest {
  private static final byte[] NOTHING = {};
  private final SignedRequests signer =
      SignedRequests.of("key", Secret.of("secret"), AdjustableClock.at(1_700_000_000));

  private static HttpRequest.Builder get(String address) {
    return HttpRequest.newBuilder(URI.create(address));
  }

  @ParameterizedTest
  @CsvSource({
    "https://API.Example.com, https://api.example.com/",
    "https://api.example.com:443/a, https://api.example.com/a",
    "http://api.example.com:80/a, http://api.example.com/a",
    "https://api.example.com:80/a, https://api.example.com:80/a",
    "HTTPS://api.example.com:8443?q, https://api.example.com:8443/?q",
    "https://api.example.com/a?, https://api.example.com/a",
    "https://api.example.com/a#part, https://api.example.com/a",
    "https://api.example.com/ä?ö, https://api.example.com/%C3%A4?%C3%B6",
    "https://[::1]:8445/a, https://[::1]:8445/a"
  })
  void sendsTheUrlInTheSignedForm(String given, String sent) {
    assertThat(signer.sign(get(given), NOTHING).uri()).isEqualTo(URI.create(sent));
  }

  @Test
  void everySignatureHasANewNonce() {
    Set<String> nonces = new HashSet<>();
    HttpRequest request = get("https://a/").build();
    for (int i = 0; i < 1000; i++) {
      request = signer.sign(request, NOTHING);
      assertThat(request.headers().allValues("X-Nonce")).hasSize(1);
      nonces.add(request.headers().firstValue("X-Nonce").orElseThrow());
    }
    assertThat(nonces).hasSize(1000).allMatch(nonce -> nonce.matches("[A-Za-z0-9_-]{22}"));
  }

  @Test
  void replacesASignatureOfTheOtherForm() {
    HttpRequest v3 = signer.sign(get("https://a/"), NOTHING);
    HttpRequest rfc = signer.asRfc9421().sign(v3, new byte[] {1});
    HttpRequest again = signer.sign(rfc, NOTHING);

    assertThat(rfc.headers().map())
        .containsOnlyKeys("Content-Digest", "Signature", "Signature-Input");
    assertThat(again.headers().map())
        .containsOnlyKeys("X-Key-Id", "X-Nonce", "X-Signature", "X-Timestamp");
  }

  @Test
  void keepsOtherHeaders() {
    HttpRequest signed =
        signer.sign(
            get("https://a/").header("api-key", "k").header("a", "1").header("a", "2"), NOTHING);
    assertThat(signed.headers().allValues("api-key")).containsExactly("k");
    assertThat(signed.headers().allValues("a")).containsExactly("1", "2");
  }

  @Test
  void rejectsTwoContentTypes() {
    assertThatThrownBy(
            () ->
                signer.sign(
                    get("https://a/").header("Content-Type", "a/b").header("Content-Type", "c/d"),
                    NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsUrlWithUserInfo() {
    assertThatThrownBy(() -> signer.sign(get("https://user:pass@a/"), NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("pass");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000", "a\u007f", "ä"})
  void rejectsValuesThatWouldAddALine(String odd) {
    assertThatThrownBy(() -> message(odd, "/", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message("a", "/" + odd, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message("a", "/", odd, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message("a", "/", "", odd + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a?b", "/a b"})
  void rejectsInvalidPath(String path) {
    assertThatThrownBy(() -> message("a", path, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static UnsignedMessage message(String authority, String path, String query, String type) {
    return new UnsignedMessage("GET", authority, path, query, Optional.of(type), NOTHING);
  }

  @Test
  void rejectsInvalidKeys() {
    assertThatThrownBy(() -> new SignatureKey("a\"b", Secret.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SignatureKey("a", Secret.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Secret.ofBase64Url("canary/canary+"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("canary");
  }

  @Test
  void toStringAndMessagesOmitSecrets() {
    Secret canary = Secret.of("canary");
    SignedRequests signing = SignedRequests.of("key", canary, AdjustableClock.at(0));
    UnsignedMessage message =
        new UnsignedMessage("GET", "a", "/", "canary", Optional.empty(), NOTHING);
    assertThat(
            ""
                + canary
                + signing
                + new SignatureKey("key", canary)
                + new RequestCredentials(signing, null)
                + message)
        .doesNotContain("canary");
    assertThat(canary.hashCode()).isEqualTo(Secret.of("other").hashCode());
    assertThat(canary).isEqualTo(Secret.of("canary")).isNotEqualTo(Secret.of("other"));
    assertThat(Secret.ofBase64Url("AAEC").revealBytes()).containsExactly(0, 1, 2);
  }
}
