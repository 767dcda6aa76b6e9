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
 * Reads the {@code Signature-Input} and {@code Signature} fields (RFC 9421 §4). Only a signature
 * with the tag {@code postern} is for Postern; all others are ignored.
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

  /** Several field lines form one dictionary (RFC 8941 §4.2). */
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
    if (!areDistinctPlainNames(covered)) {
      return new Reading.Malformed();
    }
    if (text(covered, "alg").filter(ALGORITHM::equals).isEmpty()) {
      return new Reading.Wrong("alg is not " + ALGORITHM);
    }
    return bytes(signature)
        .<Reading>map(
            mac ->
                new Reading.Found(
                    new Rfc9421Signature(
                        keyId.get(), created.getAsLong(), nonce.get(), covered, mac)))
        .orElseGet(() -> new Reading.Wrong("Signature is not " + Hmac.BYTES + " bytes"));
  }

  /** Each component may occur once (RFC 9421 §2). Components with parameters are not supported. */
  private static boolean areDistinctPlainNames(InnerList covered) {
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

  private static Optional<byte[]> bytes(ListElement<?> signature) {
    if (!(signature instanceof ByteSequenceItem item)) {
      return Optional.empty();
    }
    ByteBuffer value = item.get().duplicate();
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return Optional.of(bytes).filter(mac -> mac.length == Hmac.BYTES);
  }
}
