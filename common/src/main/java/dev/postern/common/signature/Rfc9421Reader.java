package dev.postern.common.signature;

import dev.postern.common.signature.SignatureHeaders.Reading;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/**
 * Reads {@code Signature-Input} and {@code Signature} (RFC 9421 §4). The signature meant for us has
 * the tag {@code postern}; others are none of ours.
 */
final class Rfc9421Reader {
  static final String SIGNATURE_INPUT = "signature-input";
  private static final String SIGNATURE = "signature";
  private static final String TAG = "postern";
  private static final String ALGORITHM = "hmac-sha256";
  private static final int MAX_CHARS = 8_192;
  private static final int MAX_COMPONENTS = 32;
  private static final Reading NOTHING = new Reading.Nothing();

  private Rfc9421Reader() {}

  static Reading read(SentRequest.Headers headers) {
    List<String> inputs = headers.all(SIGNATURE_INPUT);
    if (inputs.isEmpty()) {
      return NOTHING;
    }
    try {
      List<Map.Entry<String, InnerList>> ours =
          dictionary(inputs).get().entrySet().stream()
              .filter(entry -> entry.getValue() instanceof InnerList)
              .map(entry -> Map.entry(entry.getKey(), (InnerList) entry.getValue()))
              .filter(entry -> text(entry.getValue(), "tag").filter(TAG::equals).isPresent())
              .toList();
      return switch (ours.size()) {
        case 0 -> NOTHING;
        case 1 -> read(ours.getFirst(), dictionary(headers.all(SIGNATURE)));
        default -> new Reading.Repeated();
      };
    } catch (IllegalArgumentException malformed) {
      return new Reading.Malformed();
    }
  }

  /** Several lines are one list (RFC 8941 §4.2). */
  private static Dictionary dictionary(List<String> lines) {
    if (lines.stream().mapToInt(String::length).sum() > MAX_CHARS) {
      throw new IllegalArgumentException("too long");
    }
    return new Parser(lines).parseDictionary();
  }

  private static Reading read(Map.Entry<String, InnerList> input, Dictionary signatures) {
    InnerList covered = input.getValue();
    Optional<String> keyId =
        text(covered, "keyid").filter(id -> SignatureHeaders.KEY_ID.matcher(id).matches());
    Optional<String> nonce =
        text(covered, "nonce").filter(text -> SignatureHeaders.NONCE.matcher(text).matches());
    OptionalLong created = seconds(covered, "created");
    ListElement<?> signature = signatures.get().get(input.getKey());
    if (keyId.isEmpty() || nonce.isEmpty() || created.isEmpty() || signature == null) {
      return new Reading.Malformed();
    }
    if (covered.getParams().containsKey("expires") && seconds(covered, "expires").isEmpty()) {
      return new Reading.Malformed();
    }
    if (!areDistinctNames(covered)) {
      return new Reading.Malformed();
    }
    if (text(covered, "alg").filter(ALGORITHM::equals).isEmpty()) {
      return new Reading.Wrong("alg is not " + ALGORITHM);
    }
    return octets(signature)
        .<Reading>map(
            mac ->
                new Reading.Found(
                    new Rfc9421Signature(
                        keyId.get(), created.getAsLong(), nonce.get(), covered, mac)))
        .orElseGet(() -> new Reading.Wrong("Signature is not " + Hmac.BYTES + " octets"));
  }

  /** RFC 9421 §2: each component once. With parameters they are not offered. */
  private static boolean areDistinctNames(InnerList covered) {
    List<Item<?>> components = covered.get();
    return components.size() <= MAX_COMPONENTS
        && components.stream()
            .allMatch(item -> item instanceof StringItem && item.getParams().isEmpty())
        && new HashSet<>(components.stream().map(Item::get).toList()).size() == components.size();
  }

  private static Optional<String> text(InnerList covered, String parameter) {
    return covered.getParams().get(parameter) instanceof StringItem item
        ? Optional.of(item.get())
        : Optional.empty();
  }

  static OptionalLong seconds(InnerList covered, String parameter) {
    return covered.getParams().get(parameter) instanceof IntegerItem item && item.getAsLong() >= 0
        ? OptionalLong.of(item.getAsLong())
        : OptionalLong.empty();
  }

  private static Optional<byte[]> octets(ListElement<?> signature) {
    if (!(signature instanceof ByteSequenceItem item)) {
      return Optional.empty();
    }
    ByteBuffer value = item.get().duplicate();
    byte[] octets = new byte[value.remaining()];
    value.get(octets);
    return Optional.of(octets).filter(mac -> mac.length == Hmac.BYTES);
  }
}
