package dev.postern.common.key;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A secret that Postern made: {@code pst<kind>_<env>_<id>_<secret><crc>}.
 *
 * <p>The id (12 base62 characters) may be shown and logged; the secret (43 base62 characters, 256
 * bit) never. The last six characters are the CRC-32 of all before them, in base62 with the digits
 * {@code 0-9A-Za-z}, so that a mistyped or invented token is refused without a look-up.
 *
 * @param text the whole token
 */
public record OpaqueToken(Kind kind, Environment environment, String id, Secret text) {

  /** What a token opens; the letter stands behind {@code pst}. */
  public enum Kind {
    API_KEY('k'),
    CRM_TOKEN('c'),
    REFRESH_TOKEN('r'),
    CLIENT_SECRET('s');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of token has the letter " + letter);
    }
  }

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_CHARS = 12;
  private static final int SECRET_CHARS = 43;
  private static final int CRC_CHARS = 6;
  private static final Pattern FORMAT =
      Pattern.compile(
          "(pst([kcrs])_(live|test)_([0-9A-Za-z]{12})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new token from the system's random source. */
  public static OpaqueToken generate(Kind kind, Environment environment) {
    String id = randomBase62(ID_CHARS);
    String body =
        "pst%s_%s_%s_%s"
            .formatted(kind.letter, environment.label(), id, randomBase62(SECRET_CHARS));
    return new OpaqueToken(kind, environment, id, Secret.of(body + checksum(body)));
  }

  /** The token in this text, or nothing if the form or the checksum is wrong. */
  public static Optional<OpaqueToken> parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches() || !checksum(matcher.group(1)).equals(matcher.group(5))) {
      return Optional.empty();
    }
    Kind kind = Kind.of(matcher.group(2).charAt(0));
    Environment environment = matcher.group(3).equals("live") ? Environment.LIVE : Environment.TEST;
    return Optional.of(new OpaqueToken(kind, environment, matcher.group(4), Secret.of(text)));
  }

  public boolean is(Kind wanted, Environment here) {
    return kind == wanted && environment == here;
  }

  /**
   * SHA-256 of the whole token: what a verifier sends to be looked up. With 256 bit of chance in
   * the token it tells nothing of it, so the token itself need not leave the process it came to.
   */
  public byte[] digest() {
    return Digests.sha256(text);
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    char[] digits = new char[CRC_CHARS];
    long rest = crc.getValue();
    for (int i = CRC_CHARS - 1; i >= 0; i--) {
      digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
      rest /= BASE62.length();
    }
    return new String(digits);
  }

  /** {@link SecureRandom#nextInt(int)} has no bias towards the first digits. */
  private static String randomBase62(int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) {
      text.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
    }
    return text.toString();
  }
}
