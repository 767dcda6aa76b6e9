package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.signature.SignatureHeaders.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threats 22, 24 and 25, for both signature forms. */
class SignatureAttackTest {
  private static final Sent REQUEST =
      Sent.post("/account/getprofile?a=1&b=%20x", "application/json", "{}");
  private static final Sent V3 = Signing.v3(REQUEST);
  private static final Sent RFC9421 = Signing.rfc9421(Signing.digested(REQUEST));

  static Stream<Sent> signed() {
    return Stream.of(V3, RFC9421);
  }

  @ParameterizedTest
  @MethodSource("signed")
  void verifiesTheSignedRequest(Sent sent) {
    assertThat(Signing.verifies(sent)).isTrue();
    assertThat(Signing.verifies(sent.withAuthority("API.Example.COM"))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("signed")
  void threat24AlteredRequestsDoNotVerify(Sent sent) {
    List<String> targets =
        List.of(
            "/account/getprofile?a=1&b=+x",
            "/account/getprofile?b=%20x&a=1",
            "/account/getprofile?a=1&b=%20x&a=1",
            "/account/getprofile?a=1&b=%20x&",
            "/account/getprofile?A=1&b=%20x",
            "/account/getprofile",
            "/account/getprofile?",
            "/account//getprofile?a=1&b=%20x",
            "/account/./getprofile?a=1&b=%20x",
            "/account/x/../getprofile?a=1&b=%20x",
            "/account/getprofile/?a=1&b=%20x",
            "/account/getprofile;a?a=1&b=%20x",
            "/account%2Fgetprofile?a=1&b=%20x",
            "/account/%67etprofile?a=1&b=%20x",
            "/account/getprofile%3Fa=1&b=%20x",
            "https://api.example.com/account/getprofile?a=1&b=%20x",
            "*");
    for (String target : targets) {
      assertThat(Signing.verifies(sent.withTarget(target))).as(target).isFalse();
    }
    for (String authority :
        List.of("api.example.com:443x", "api.example.org", "api.example.com.", "", "a@b")) {
      assertThat(Signing.verifies(sent.withAuthority(authority))).as(authority).isFalse();
    }
    for (String method : List.of("GET", "PUT", "post", "POST ")) {
      assertThat(Signing.verifies(sent.withMethod(method))).as(method).isFalse();
    }
    for (String body : List.of("", "{} ", "{}\n", "[]")) {
      assertThat(Signing.verifies(sent.withBody(body))).as(body).isFalse();
      assertThat(Signing.verifies(Signing.digested(sent.withBody(body))))
          .as("digested: " + body)
          .isFalse();
    }
    for (String type : List.of("Application/json", "application/json; charset=utf-8", "text/x")) {
      assertThat(Signing.verifies(sent.replacing("content-type", type))).as(type).isFalse();
    }
    assertThat(Signing.verifies(sent.without("content-type"))).isFalse();
    assertThat(Signing.verifies(sent.header("content-type", "text/x"))).isFalse();
  }

  @Test
  void rejectsTargetWithBareQuestionMark() {
    V3Signature signature = new V3Signature("key-1", "1700000000", Signing.NONCE, new byte[32]);

    assertThat(signature.signedText(REQUEST.withTarget("/a").request())).isPresent();
    assertThat(signature.signedText(REQUEST.withTarget("/a?").request())).isEmpty();
  }

  @Test
  void threat25SignatureInAnotherFormIsWrong() {
    String good = V3.line("x-signature");
    for (String signature :
        List.of(
            "",
            "v3=",
            good.substring(0, 3 + 32),
            good.substring(0, 3) + good.substring(3).toUpperCase(Locale.ROOT),
            "V" + good.substring(1),
            good.substring(3),
            good + "00",
            good + " ",
            "v2" + good.substring(2),
            "v3=" + Signing.base64(new byte[32]))) {
      assertThat(SignatureHeaders.read(V3.replacing("x-signature", signature).request()))
          .as(signature)
          .isInstanceOf(Reading.Wrong.class);
    }
    for (String signature : List.of("sig1=::", "sig1=:AAAA:", "sig1=\"x\"", "sig1=(1 2)")) {
      assertThat(SignatureHeaders.read(RFC9421.replacing("signature", signature).request()))
          .as(signature)
          .isInstanceOf(Reading.Wrong.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+1",
        "1e9",
        "1700000000.0",
        "2023-11-14T22:13:20Z",
        "9223372036854775808"
      })
  void threat22InvalidTimestampIsMalformed(String timestamp) {
    assertThat(SignatureHeaders.read(V3.replacing("x-timestamp", timestamp).request()))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void threat22MillisecondsAreReadAsDistantSeconds() {
    assertThat(Signing.found(V3.replacing("x-timestamp", "1700000000000")).timestamp())
        .isEqualTo(1_700_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-key-id", "x-timestamp", "x-nonce", "x-signature"})
  void reportsDuplicateHeaderAsRepeatedAndMissingOneAsMalformed(String name) {
    String line = V3.line(name);
    assertThat(SignatureHeaders.read(V3.header(name, line).request()))
        .isInstanceOf(Reading.Repeated.class);
    assertThat(SignatureHeaders.read(V3.without(name).request()))
        .isInstanceOf(Reading.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcde", "0123456789abcde+", "0123456789abcde "})
  void rejectsInvalidNonce(String nonce) {
    assertThat(SignatureHeaders.read(V3.replacing("x-nonce", nonce).request()))
        .isInstanceOf(Reading.Malformed.class);
    assertThat(SignatureHeaders.read(V3.replacing("x-nonce", "n".repeat(129)).request()))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void reportsBothFormsAtOnceAsRepeated() {
    Sent both = Signing.rfc9421(Signing.digested(REQUEST));
    for (Map.Entry<String, List<String>> header : V3.headers().entrySet()) {
      if (header.getKey().startsWith("x-")) {
        both = both.header(header.getKey(), header.getValue().getFirst());
      }
    }
    assertThat(SignatureHeaders.read(both.request())).isInstanceOf(Reading.Repeated.class);
  }

  @Test
  void ignoresRequestWithoutSignatureAndTimestampAlone() {
    assertThat(SignatureHeaders.read(REQUEST.request())).isInstanceOf(Reading.Nothing.class);
    assertThat(SignatureHeaders.read(REQUEST.header("x-timestamp", "now").request()))
        .isInstanceOf(Reading.Nothing.class);
  }

  @Test
  void verifiesWithEitherOfTwoSecretsAndNeverWithoutSecrets() {
    String text = Signing.found(V3).signedText(V3.request()).orElseThrow();
    byte[] mac = Signing.found(V3).mac();
    var other = dev.postern.common.secret.Secret.of("another");

    assertThat(Hmac.verifies(text, mac, List.of(other, Signing.SECRET))).isTrue();
    assertThat(Hmac.verifies(text, mac, List.of(Signing.SECRET, other))).isTrue();
    assertThat(Hmac.verifies(text, mac, List.of(other))).isFalse();
    assertThat(Hmac.verifies(text, mac, List.of())).isFalse();
    var placeholder = dev.postern.common.secret.Secret.of(new byte[32]);
    assertThat(Hmac.verifies(text, Hmac.sign(text, placeholder), List.of())).isFalse();
  }
}
