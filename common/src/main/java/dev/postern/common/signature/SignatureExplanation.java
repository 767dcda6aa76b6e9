package dev.postern.common.signature;

import dev.postern.common.signature.SignatureHeaders.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Explains which text a client must sign for a request. It knows no secret, so it cannot reveal a
 * valid signature.
 *
 * @param text the text to sign; empty if the request is incomplete or ambiguous
 * @param problems in sentences
 */
public record SignatureExplanation(
    Optional<String> text, List<String> problems, List<Difference> differences) {
  private static final String ANY_SIGNATURE = "v3=" + "0".repeat(2 * Hmac.BYTES);
  private static final int MAX_LINES = 64;

  /**
   * A line that differs between the client's text and the expected text.
   *
   * @param line counted from 1
   */
  public record Difference(int line, String yours, String ours) {}

  /**
   * Explains the request.
   *
   * @param theirs the text that the client signed, to be compared line by line; empty if unknown
   */
  public static SignatureExplanation of(SentRequest sent, Optional<String> theirs) {
    List<String> problems = new ArrayList<>();
    problem(SignatureHeaders.read(sent)).ifPresent(problems::add);
    Reading anySignature = SignatureHeaders.read(withAnySignature(sent));
    Optional<String> text =
        anySignature instanceof Reading.Found(var signature)
            ? signature.signedText(sent)
            : Optional.empty();
    if (anySignature instanceof Reading.Found && text.isEmpty()) {
      problems.add(
          "The request has no text to sign. The target must begin with a slash and not end with a"
              + " bare question mark. There must be at most one Content-Type. An RFC 9421 signature"
              + " must cover all of @method @authority @path @query content-digest content-type"
              + " that are present, and content-digest must match the body.");
    }
    if (theirs.filter(own -> own.endsWith("\n")).isPresent()
        && text.filter(own -> own.endsWith("\n")).isEmpty()) {
      problems.add("Your text has a line feed at its end, which is not signed.");
    }
    return new SignatureExplanation(
        text,
        List.copyOf(problems),
        text.isPresent() && theirs.isPresent() ? differences(theirs.get(), text.get()) : List.of());
  }

  private static Optional<String> problem(Reading reading) {
    return switch (reading) {
      case Reading.Found found -> Optional.empty();
      case Reading.Nothing nothing ->
          Optional.of(
              "No signature: neither X-Key-Id and X-Signature nor an RFC 9421 signature with the"
                  + " tag postern.");
      case Reading.Repeated repeated ->
          Optional.of("A header occurs twice, or both signature forms are present.");
      case Reading.Malformed malformed ->
          Optional.of(
              "A part is missing or malformed: key id, timestamp (Unix seconds), nonce (16 to 128"
                  + " of A-Z a-z 0-9 _ -), signature.");
      case Reading.Wrong(String why) -> Optional.of(why + ".");
    };
  }

  /**
   * The signed text does not depend on the signature, so it can be computed before the client has
   * one.
   */
  private static SentRequest withAnySignature(SentRequest sent) {
    boolean isV3 = !sent.headers().all("x-key-id").isEmpty();
    SentRequest.Headers headers =
        name ->
            isV3 && name.toLowerCase(Locale.ROOT).equals("x-signature")
                ? List.of(ANY_SIGNATURE)
                : sent.headers().all(name);
    return new SentRequest(sent.method(), sent.authority(), sent.target(), headers, sent.body());
  }

  private static List<Difference> differences(String yours, String ours) {
    String[] yourLines = yours.split("\n", MAX_LINES);
    String[] ourLines = ours.split("\n", MAX_LINES);
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(yourLines.length, ourLines.length); i++) {
      String your = i < yourLines.length ? yourLines[i] : "";
      String our = i < ourLines.length ? ourLines[i] : "";
      if (!your.equals(our) || i >= yourLines.length || i >= ourLines.length) {
        differences.add(new Difference(i + 1, your, our));
      }
    }
    return List.copyOf(differences);
  }
}
