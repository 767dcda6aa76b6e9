package dev.postern.common.event;

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

class EventKeyTest {

  /** From {@code printf '\x01token-1' | sha256sum}, and the same with {@code \x02}. */
  @Test
  void isTheStartOfTheSha256OverKindAndId() {
    assertThat(EventKey.of(EventKind.TOKEN, "token-1").octets())
        .isEqualTo(HexFormat.of().parseHex("8107f648a587c1b8cc25e0525cbf90b6"));
    assertThat(EventKey.of(EventKind.FAMILY, "token-1").octets())
        .isEqualTo(HexFormat.of().parseHex("98629decf5602bdbbf77ff6bb6fad2c5"));
  }

  @Test
  void sameIdOfEveryOtherKindIsAnotherKey() {
    assertThat(Arrays.stream(EventKind.values()).map(kind -> EventKey.of(kind, "a")))
        .doesNotHaveDuplicates();
  }

  @Property
  void otherIdIsAnotherKeyAndTheSameIdTheSame(
      @ForAll EventKind kind, @ForAll String id, @ForAll String other) {
    Assume.that(!id.equals(other) && isUnicode(id) && isUnicode(other));

    assertThat(EventKey.of(kind, id))
        .isEqualTo(EventKey.of(kind, id))
        .isNotEqualTo(EventKey.of(kind, other));
  }

  @Property
  void octetsReadBackTheSame(@ForAll long high, @ForAll long low) {
    Assume.that(high != 0);
    EventKey key = new EventKey(high, low);

    assertThat(key.octets()).hasSize(EventKey.BYTES);
    assertThat(EventKey.of(key.octets())).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 32})
  void octetsOfAnotherLengthAreRefused(int length) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) 1);

    assertThatThrownBy(() -> EventKey.of(octets)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noKeyBeginsWith64ZeroBits() {
    byte[] zeros = new byte[EventKey.BYTES];
    zeros[EventKey.BYTES - 1] = 1;

    assertThatThrownBy(() -> new EventKey(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EventKey.of(zeros)).isInstanceOf(IllegalArgumentException.class);
    assertThat(EventKey.ofDigest(zeros)).isEqualTo(new EventKey(1, 1));
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF);
  }
}
