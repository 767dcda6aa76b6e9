package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.signature.SignatureHeaders.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that Postern's profile adds to RFC 9421. */
class Rfc9421ProfileTest {
  private static final Sent REQUEST = Signing.digested(Sent.post("/a?b=c", "text/plain", "hello"));
  private static final Sent EMPTY =
      new Sent("GET", "api.example.com", "/a", java.util.Map.of(), "");
  private static final String MINIMAL_COVER = "(\"@method\" \"@authority\" \"@path\")";

  private static Reading read(String covered) {
    return SignatureHeaders.read(input("sig1=" + covered).request());
  }

  private static Sent input(String input) {
    return REQUEST
        .header("signature-input", input)
        .header("signature", "sig1=:" + Signing.base64(new byte[32]) + ":");
  }

  @Test
  void readsKeyIdCreatedAndNonce() {
    PresentedSignature signature = Signing.found(Signing.rfc9421(REQUEST));

    assertThat(signature.keyId()).isEqualTo("key-1");
    assertThat(signature.timestamp()).isEqualTo(1_700_000_000L);
    assertThat(signature.nonce()).isEqualTo(Signing.NONCE);
    assertThat(signature.expires()).isEmpty();
    assertThat(
            Signing.found(input("sig1=" + MINIMAL_COVER + Signing.PARAMETERS + ";expires=17"))
                .expires())
        .hasValue(17);
  }

  @Test
  void requestWithoutQueryContentTypeAndBodyNeedsTheMinimalCover() {
    assertThat(Signing.verifies(Signing.rfc9421(EMPTY, MINIMAL_COVER + Signing.PARAMETERS)))
        .isTrue();
    assertThat(
            Signing.verifies(
                Signing.rfc9421(
                    EMPTY, MINIMAL_COVER.replace(")", " \"@query\")") + Signing.PARAMETERS)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"@method\" ",
        "\"@authority\" ",
        "\"@path\" ",
        "\"@query\" ",
        "\"content-digest\" ",
        " \"content-type\""
      })
  void rejectsSignatureThatOmitsAPresentComponent(String omitted) {
    Sent sent = input("sig1=" + Signing.ALL.replace(omitted, "") + Signing.PARAMETERS);

    assertThat(Signing.found(sent).signedText(sent.request())).isEmpty();
  }

  @Test
  void acceptsAdditionalCoveredFieldsIfPresent() {
    String covered = Signing.ALL.replace(")", " \"x-more\")") + Signing.PARAMETERS;
    Sent sent = REQUEST.header("x-more", " one ").header("x-more", "two");

    assertThat(Signing.verifies(Signing.rfc9421(sent, covered))).isTrue();
    assertThat(Signing.verifies(Signing.rfc9421(sent, covered).replacing("x-more", "one, two")))
        .isTrue();
    assertThat(Signing.verifies(Signing.rfc9421(sent, covered).replacing("x-more", "one")))
        .isFalse();
    assertThat(Signing.found(input("sig1=" + covered)).signedText(REQUEST.request())).isEmpty();
    String unknown = Signing.ALL.replace(")", " \"@status\")") + Signing.PARAMETERS;
    assertThat(Signing.found(input("sig1=" + unknown)).signedText(REQUEST.request())).isEmpty();
  }

  @Test
  void rejectsDigestThatDoesNotMatchTheBody() {
    Sent sent = Signing.rfc9421(REQUEST);
    for (String digest :
        List.of("sha-512=:AAAA:", "sha-256=:AAAA:", "sha-256", "?", "d".repeat(2_000))) {
      Sent altered = sent.replacing("content-digest", digest);
      assertThat(Signing.found(altered).signedText(altered.request())).as(digest).isEmpty();
    }
    Sent none = sent.without("content-digest");
    assertThat(Signing.found(none).signedText(none.request())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"created", "nonce", "keyid"})
  void rejectsMissingSignatureParameter(String name) {
    String without = Signing.PARAMETERS.replaceAll(";" + name + "=[^;]*", "");

    assertThat(read(Signing.ALL + without)).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void rejectsSignatureParameterOfWrongType() {
    for (String altered :
        List.of(
            Signing.PARAMETERS.replace("1700000000", "-1"),
            Signing.PARAMETERS.replace("1700000000", "1.5"),
            Signing.PARAMETERS.replace("\"key-1\"", "key-1"),
            Signing.PARAMETERS.replace("0123456789abcdef", "short"),
            Signing.PARAMETERS + ";expires=\"soon\"")) {
      assertThat(read(Signing.ALL + altered)).as(altered).isInstanceOf(Reading.Malformed.class);
    }
  }

  @Test
  void rejectsRepeatedOrParameterizedComponents() {
    for (String covered :
        List.of(
            "(\"@method\" \"@method\")",
            "(\"@method\";req)",
            "(method)",
            "(\"a\"" + " \"a\"".repeat(40) + ")")) {
      assertThat(read(covered + Signing.PARAMETERS))
          .as(covered)
          .isInstanceOf(Reading.Malformed.class);
    }
  }

  @Test
  void rejectsAnotherAlgorithm() {
    assertThat(read(Signing.ALL + Signing.PARAMETERS.replace("hmac-sha256", "rsa-pss-sha512")))
        .isInstanceOf(Reading.Wrong.class);
    assertThat(read(Signing.ALL + Signing.PARAMETERS.replace(";alg=\"hmac-sha256\"", "")))
        .isInstanceOf(Reading.Wrong.class);
  }

  @Test
  void ignoresSignaturesWithAnotherTag() {
    assertThat(read(Signing.ALL + Signing.PARAMETERS.replace("tag=\"postern\"", "tag=\"proxy\"")))
        .isInstanceOf(Reading.Nothing.class);
    assertThat(read("17")).isInstanceOf(Reading.Nothing.class);
    Sent proxied =
        Signing.rfc9421(REQUEST)
            .header("signature-input", "proxy=(\"@method\");keyid=\"theirs\"")
            .header("signature", "proxy=:AAAA:");
    assertThat(Signing.verifies(proxied)).isTrue();
  }

  @Test
  void reportsTwoSignaturesAsRepeatedAndGarbageAsMalformed() {
    String one = MINIMAL_COVER + Signing.PARAMETERS;
    assertThat(SignatureHeaders.read(input("sig1=" + one + ", sig2=" + one).request()))
        .isInstanceOf(Reading.Repeated.class);
    for (String garbage : List.of("=", "sig1=(", "sig1=(1 2", "\u00e9", "a".repeat(9_000))) {
      assertThat(SignatureHeaders.read(input(garbage).request()))
          .isInstanceOf(Reading.Malformed.class);
    }
    assertThat(SignatureHeaders.read(input("other=" + one).request()))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void acceptsOnlyV3FormForGrpc() {
    SentRequest sent = Signing.rfc9421(REQUEST).request();

    SentRequest call = SentRequest.ofGrpc("localhost", "/a.B/C", sent.headers(), new byte[0]);

    assertThat(SignatureHeaders.read(call)).isInstanceOf(Reading.Nothing.class);
    assertThat(call.headers().all("content-type")).containsExactly("application/grpc");
    assertThat(call.headers().all("content-digest")).hasSize(1);
  }
}
