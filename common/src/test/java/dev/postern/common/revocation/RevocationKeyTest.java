package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationKeyTest {

  /** From {@code printf '\x01token-1' | sha256sum}, and the same with {@code \x02}. */
  @Test
  void isTheStartOfTheSha256OverKindAndId() {
    assertThat(RevocationKey.of(RevocationKind.TOKEN, "token-1").toBytes())
        .isEqualTo(HexFormat.of().parseHex("8107f648a587c1b8cc25e0525cbf90b6"));
    assertThat(RevocationKey.of(RevocationKind.FAMILY, "token-1").toBytes())
        .isEqualTo(HexFormat.of().parseHex("98629decf5602bdbbf77ff6bb6fad2c5"));
  }

  @Test
  void sameIdOfAnotherKindIsAnotherKey() {
    assertThat(Arrays.stream(RevocationKind.values()).map(kind -> RevocationKey.of(kind, "a")))
        .doesNotHaveDuplicates();
  }

  @Property
  void anotherIdIsAnotherKey(@ForAll RevocationKind kind, @ForAll String id, @ForAll String other) {
    Assume.that(!id.equals(other) && isUnicode(id) && isUnicode(other));

    assertThat(RevocationKey.of(kind, id))
        .isEqualTo(RevocationKey.of(kind, id))
        .isNotEqualTo(RevocationKey.of(kind, other));
  }

  @Property
  void readsBytesBack(@ForAll long high, @ForAll long low) {
    Assume.that(high != 0);
    RevocationKey key = new RevocationKey(high, low);

    assertThat(key.toBytes()).hasSize(RevocationKey.BYTES);
    assertThat(RevocationKey.fromBytes(key.toBytes())).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 32})
  void rejectsBytesOfAnotherLength(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);

    assertThatThrownBy(() -> RevocationKey.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noKeyBeginsWith64ZeroBits() {
    byte[] zeros = new byte[RevocationKey.BYTES];
    zeros[RevocationKey.BYTES - 1] = 1;

    assertThatThrownBy(() -> new RevocationKey(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RevocationKey.fromBytes(zeros))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(RevocationKey.ofDigest(zeros)).isEqualTo(new RevocationKey(1, 1));
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF);
  }
}
