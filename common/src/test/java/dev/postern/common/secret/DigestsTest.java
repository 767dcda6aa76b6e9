package dev.postern.common.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestsTest {
  /** FIPS 180-4's example "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void sha256OfTheStandardsExample() {
    assertThat(hex(Digests.sha256(ascii("abc")))).isEqualTo(ABC);
    assertThat(hex(Digests.sha256(Secret.of("abc")))).isEqualTo(ABC);
  }

  @Test
  void sha256OfPartsIsThatOfTheirConcatenation() {
    assertThat(hex(Digests.sha256(ascii("a"), ascii(""), ascii("bc")))).isEqualTo(ABC);
    assertThat(hex(Digests.sha256((byte) 'a', ascii("bc")))).isEqualTo(ABC);
  }

  /** RFC 4231 §4.3. */
  @Test
  void hmacSha256OfTheRfcsExample() {
    byte[] message = ascii("what do ya want for nothing?");
    String expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    assertThat(hex(Digests.hmacSha256(ascii("Jefe"), message))).isEqualTo(expected);
    assertThat(hex(Digests.hmacSha256(Secret.of("Jefe"), message))).isEqualTo(expected);
  }

  @Test
  void comparesByValue() {
    assertThat(Digests.areEqual(ascii("abc"), ascii("abc"))).isTrue();
    assertThat(Digests.areEqual(ascii("abc"), ascii("abd"))).isFalse();
    assertThat(Digests.areEqual(ascii("abc"), ascii("ab"))).isFalse();
  }
}
