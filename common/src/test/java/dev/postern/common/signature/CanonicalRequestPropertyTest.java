package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Threat 24: requests that differ in one byte never have the same signed text. */
class CanonicalRequestPropertyTest {

  /** Which part of a request is changed, at which position, and to which character. */
  record Change(int part, int at, char character, Edit edit) {}

  enum Edit {
    REPLACED,
    INSERTED,
    REMOVED
  }

  private static final int PARTS = 6;

  /** Separators, characters of percent-encoding, and look-alikes. */
  private static final String SPECIAL_CHARACTERS = "/?&=%.;+ \n\r\t\0#@:aAzZ09-_~\u00e9";

  @Provide
  Arbitrary<Sent> requests() {
    Arbitrary<String> words =
        Arbitraries.strings().withChars("/?&=%.;+aAbB012-_~:").ofMaxLength(12);
    return Combinators.combine(
            Arbitraries.of("GET", "POST", "PUT", "DELETE"),
            Arbitraries.of("localhost:8445", "api.example.com", "[::1]:1"),
            words.map(word -> "/" + word),
            Arbitraries.of("", "text/plain", "application/json"),
            words,
            Arbitraries.strings().withChars("abcABC019_-").ofLength(16))
        .as(
            (method, authority, target, type, body, nonce) -> {
              Sent sent = new Sent(method, authority, target, Map.of(), body);
              return (type.isEmpty() ? sent : sent.header("content-type", type))
                  .header("nonce", nonce);
            });
  }

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, PARTS - 1),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(SPECIAL_CHARACTERS.chars().mapToObj(c -> (char) c).toList()),
            Arbitraries.of(Edit.class))
        .as(Change::new);
  }

  @Property(tries = 20_000)
  void requestsThatDifferInOneByteHaveDifferentTexts(
      @ForAll("requests") Sent sent, @ForAll("changes") Change change) {
    Sent altered = changed(sent, change);
    Optional<String> text = text(sent);
    Optional<String> changedText = text(altered);

    if (!isSame(sent, altered) && text.isPresent()) {
      assertThat(changedText).isNotEqualTo(text);
    }
    changedText.ifPresent(lines -> assertThat(lines.split("\n", -1)).hasSize(9));
  }

  /** The authority is case-insensitive. */
  private static boolean isSame(Sent one, Sent other) {
    return one.equals(other)
        || one.withAuthority("x").equals(other.withAuthority("x"))
            && one.authority().equalsIgnoreCase(other.authority());
  }

  private static Optional<String> text(Sent sent) {
    String nonce = sent.line("nonce");
    return SignatureHeaders.NONCE.matcher(nonce).matches()
        ? new V3Signature("key-1", "1700000000", nonce, new byte[32]).signedText(sent.request())
        : Optional.empty();
  }

  private static Sent changed(Sent sent, Change change) {
    List<String> types = sent.headers().getOrDefault("content-type", List.of());
    return switch (change.part()) {
      case 0 -> sent.withMethod(apply(sent.method(), change));
      case 1 -> sent.withAuthority(apply(sent.authority(), change));
      case 2 -> sent.withTarget(apply(sent.target(), change));
      case 3 -> sent.withBody(apply(sent.body(), change));
      case 4 ->
          types.isEmpty() ? sent : sent.replacing("content-type", apply(types.getFirst(), change));
      default -> sent.replacing("nonce", apply(sent.line("nonce"), change));
    };
  }

  private static String apply(String text, Change change) {
    int at = text.isEmpty() ? 0 : change.at() % text.length();
    String head = text.substring(0, at);
    String tail = text.isEmpty() ? "" : text.substring(at + 1);
    return switch (change.edit()) {
      case REPLACED -> head + change.character() + tail;
      case INSERTED -> head + change.character() + text.substring(at);
      case REMOVED -> head + tail;
    };
  }
}
