package dev.postern.common.signature;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Extracts the signature from a request's header fields. Pure and bounded. */
public final class SignatureHeaders {

  /** The outcome of reading the header fields. */
  public sealed interface Reading {

    /** There is no signature for Postern. */
    record Nothing() implements Reading {}

    /** A field occurs twice, or both forms are present. */
    record Repeated() implements Reading {}

    /** A part is missing or malformed. */
    record Malformed() implements Reading {}

    /**
     * The signature is present, but in a form that never verifies.
     *
     * @param detail the reason, for the decision log
     */
    record Wrong(String detail) implements Reading {}

    /** There is one well-formed signature. It is not verified yet. */
    record Found(PresentedSignature signature) implements Reading {}
  }

  static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,128}");

  /**
   * 15 digits have room for milliseconds, which are outside every window, and never overflow a
   * long.
   */
  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,15}");

  private static final Pattern SIGNATURE = Pattern.compile("v3=([0-9a-f]{64})");
  private static final Reading NOTHING = new Reading.Nothing();

  private SignatureHeaders() {}

  public static Reading read(SentRequest sent) {
    Reading v3 = readV3(sent.headers());
    Reading rfc9421 = Rfc9421Reader.read(sent.headers());
    if (v3 instanceof Reading.Nothing) {
      return rfc9421;
    }
    return rfc9421 instanceof Reading.Nothing ? v3 : new Reading.Repeated();
  }

  /**
   * A timestamp or nonce without key id and signature belongs to another protocol and is ignored.
   */
  private static Reading readV3(SentRequest.Headers headers) {
    List<String> keyId = headers.all("x-key-id");
    List<String> timestamp = headers.all("x-timestamp");
    List<String> nonce = headers.all("x-nonce");
    List<String> signature = headers.all("x-signature");
    if (keyId.isEmpty() && signature.isEmpty()) {
      return NOTHING;
    }
    List<List<String>> all = List.of(keyId, timestamp, nonce, signature);
    if (all.stream().anyMatch(lines -> lines.size() > 1)) {
      return new Reading.Repeated();
    }
    boolean isWellFormed =
        Stream.of(keyId, timestamp, nonce, signature).noneMatch(List::isEmpty)
            && KEY_ID.matcher(keyId.getFirst()).matches()
            && TIMESTAMP.matcher(timestamp.getFirst()).matches()
            && NONCE.matcher(nonce.getFirst()).matches();
    if (!isWellFormed) {
      return new Reading.Malformed();
    }
    if (!SIGNATURE.matcher(signature.getFirst()).matches()) {
      return new Reading.Wrong("X-Signature is not v3= and 64 lower-case hexadecimal digits");
    }
    byte[] mac = HexFormat.of().parseHex(signature.getFirst().substring("v3=".length()));
    return new Reading.Found(
        new V3Signature(keyId.getFirst(), timestamp.getFirst(), nonce.getFirst(), mac));
  }
}
