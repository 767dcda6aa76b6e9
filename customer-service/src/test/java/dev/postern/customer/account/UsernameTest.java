package dev.postern.customer.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {

  private static String canonical(String typed) {
    return Username.parse(typed).orElseThrow().canonical();
  }

  @ParameterizedTest
  @CsvSource({
    "Alice@Example.org, alice@example.org",
    "' alice@example.org\u00A0', alice@example.org",
    "Straße, strasse",
    "STRASSE, strasse",
    "alice\uFF20example.org, alice@example.org",
    "'anna  \u2003 maria', anna maria",
    "'anna\tmaria', anna maria",
    "\uFB03x, ffix",
  })
  void foldsCaseWidthAndSpaces(String typed, String canonical) {
    assertThat(canonical(typed)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0430lice", // Cyrillic a
        "alic\u0435", // Cyrillic ie
        "al\u0456ce", // Cyrillic i
        "\u0391lice", // Greek capital alpha
        "\u13AAlice", // Cherokee go
        "\uD835\uDC00lice", // mathematical bold A
        "al\u200Bice", // zero-width space
        "al\u200Dice", // zero-width joiner
        "al\u00ADice", // soft hyphen
        "\u2060alice\uFEFF", // word joiner, byte order mark
        "al\uFE0Fice", // variation selector
        "\u202Ealice", // right-to-left override
        "al\uDB40\uDC41ice", // a tag
        "\u2002alice",
        "ALICE"
      })
  void threat32LookAlikesAreOneAccount(String twin) {
    assertThat(canonical(twin)).isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource({
    "\u0451va, \u00EBva", // yo, e with diaeresis
    "\u0430\u0301da, \u00E1da", // Cyrillic a with a combining accent
    "\u0412ova, Bova", // Ve in capitals is B
    "\u0432ova, \u0412ova" // and the same account in small letters
  })
  void threat32FoldsHomoglyphsWithAccentsAndInCapitals(String one, String other) {
    assertThat(canonical(one)).isEqualTo(canonical(other));
  }

  @ParameterizedTest
  @CsvSource({"1ara, lara", "0tto, otto", "rnax, max", "vvim, wim", "a.b, ab", "a b, ab"})
  void doesNotFoldAscii(String one, String other) {
    assertThat(canonical(one)).isEqualTo(one).isNotEqualTo(canonical(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"José", "Łukasz", "山田太郎", "Ольга", "محمد"})
  void acceptsUsernamesOfAllScripts(String name) {
    assertThat(Username.parse(name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\u200B", "a\u0000b", "a\u001Bb", "a\u0600b", "a\uD800b", "a\u0378"})
  void rejectsImpossibleUsername(String typed) {
    assertThat(Username.parse(typed)).isEmpty();
  }

  @Test
  void limitsLengthBeforeAndAfterFolding() {
    assertThat(Username.parse("a".repeat(254))).isPresent();
    assertThat(Username.parse("a".repeat(255))).isEmpty();
    assertThat(Username.parse("\uFDFA".repeat(254))).isEmpty();
  }

  /** One character is 18 of them, and spaces between count once. */
  @Test
  void threat31RejectsUsernameThatFoldsTooLong() {
    assertThat(canonical("\uFDFA".repeat(14))).hasSize(14 * 18);
    assertThat(Username.parse("\uFDFA".repeat(15))).isEmpty();
    String twins = "\uD800\uDE82".repeat(120); // Lycian, each looks like one ASCII letter
    assertThat(canonical(twins)).hasSize(120);
    assertThat(Username.parse(twins + "\uFDFA".repeat(5))).isEmpty();
    assertThat(canonical("\uFB03".repeat(60) + " ".repeat(180) + "x")).hasSize(182);
  }

  @Property
  void foldingIsIdempotent(@ForAll @StringLength(max = 40) String typed) {
    Username.parse(typed)
        .ifPresent(name -> assertThat(Username.parse(name.canonical())).contains(name));
  }

  @Property
  void theCanonicalFormIsBounded(@ForAll @StringLength(max = 300) String typed) {
    Username.parse(typed)
        .ifPresent(name -> assertThat(name.canonical().length()).isBetween(1, 254));
  }

  @Property
  void threat32IgnoresInvisibleCharacters(
      @ForAll("names") String name, @ForAll("unseen") String unseen) {
    String twin = unseen + String.join(unseen, name.split("")) + unseen;
    assertThat(Username.parse(twin)).isEqualTo(Username.parse(name));
  }

  @Property
  void threat32FoldsCyrillicHomoglyphs(@ForAll("names") String name) {
    String twin =
        name.replace('a', '\u0430')
            .replace('c', '\u0441')
            .replace('e', '\u0435')
            .replace('o', '\u043E')
            .replace('p', '\u0440')
            .replace('x', '\u0445');
    assertThat(Username.parse(twin)).isEqualTo(Username.parse(name));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').withChars('@', '.').ofMaxLength(60);
  }

  @Provide
  Arbitrary<String> unseen() {
    return Arbitraries.of("\u200B", "\u200C", "\u200D", "\u00AD", "\u2060", "\uFEFF", "\uFE0F");
  }

  /**
   * Stored names were folded by this table. If a new version of ICU4J folds otherwise, the names of
   * some customers must be folded again by a migration before it is used.
   */
  @Test
  void confusablesAreThoseThatStoredUsernamesWereFoldedBy() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (UCharacter.isDefined(codePoint)) {
        String line = codePoint + " " + Homoglyphs.lookOf(codePoint) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_16BE));
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("54e47642795458c27bdb8b093f177886fddcc4ab68dc960bc91276052461e63e");
  }
}
