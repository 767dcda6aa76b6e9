package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.signature.SignatureExplanation.Difference;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureExplanationTest {
  private static final Sent REQUEST = Sent.post("/a?b=c", "text/plain", "");
  private static final Sent SIGNED = Signing.v3(REQUEST);

  private static SignatureExplanation explain(Sent sent) {
    return SignatureExplanation.of(sent.request(), Optional.empty());
  }

  private static String text() {
    return Signing.found(SIGNED).signedText(SIGNED.request()).orElseThrow();
  }

  @Test
  void showsTheTextToSignButNoSignature() {
    Sent wrong = SIGNED.replacing("x-signature", "v3=" + "0".repeat(64));

    SignatureExplanation explained = explain(wrong);

    assertThat(explained.text()).contains(text());
    assertThat(explained.problems()).isEmpty();
    assertThat(explained.toString())
        .doesNotContain(HexFormat.of().formatHex(Hmac.sign(text(), Signing.SECRET)));
  }

  @Test
  void showsTheTextWithoutASignature() {
    SignatureExplanation explained = explain(SIGNED.without("x-signature"));

    assertThat(explained.text()).contains(text());
    assertThat(explained.problems()).hasSize(1);
    assertThat(explain(SIGNED.replacing("x-signature", "base64=")).text()).contains(text());
  }

  @Test
  void showsTheRfc9421SignatureBase() {
    Sent sent = Signing.rfc9421(Signing.digested(REQUEST));

    assertThat(explain(sent).text().orElseThrow()).startsWith("\"@method\": POST\n");
    assertThat(explain(sent.withBody("more")).text()).isEmpty();
  }

  @Test
  void reportsEachProblem() {
    assertThat(explain(REQUEST).problems()).hasSize(1);
    assertThat(explain(SIGNED.header("x-nonce", Signing.NONCE)).problems()).hasSize(1);
    assertThat(explain(SIGNED.replacing("x-nonce", "short")).problems()).hasSize(1);
    assertThat(explain(SIGNED.withTarget("/a?")).problems()).hasSize(1);
  }

  @Test
  void showsDifferingLines() {
    assertThat(SignatureExplanation.of(SIGNED.request(), Optional.of(text())).differences())
        .isEmpty();
    assertThat(
            SignatureExplanation.of(
                    SIGNED.request(), Optional.of(text().replace("b=c", "b=d") + "\n"))
                .differences())
        .containsExactly(new Difference(5, "b=d", "b=c"), new Difference(10, "", ""));
    assertThat(SignatureExplanation.of(SIGNED.request(), Optional.of("")).differences()).hasSize(9);
  }
}
