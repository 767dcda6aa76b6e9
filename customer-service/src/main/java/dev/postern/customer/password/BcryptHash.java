package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt hashes of other systems: {@code $2a$}, {@code $2b$}, {@code $2y$}.
 *
 * <p>bcrypt reads at most 72 bytes of a password and ends it with a NUL. A longer password, or one
 * that holds a NUL, would also match other passwords, so it matches nothing here. A customer with
 * such a password from another system needs a new one.
 */
record BcryptHash(String text, int cost) implements PasswordHash {
  private static final String BASE64 =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** The last character of the salt, which holds 2 bits of its 128. */
  private static final int END_OF_SALT = 28;

  /** The last character of the hash, which holds 4 bits of its 184. */
  private static final int END_OF_HASH = 59;

  private static final int MIN_COST = 4;
  private static final int MAX_COST = 14;
  private static final int MAX_BYTES = 72;
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  static Optional<BcryptHash> parse(String phc) {
    Matcher matcher = FORM.matcher(phc);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(matcher.group(1));
    return cost < MIN_COST ? Optional.empty() : Optional.of(new BcryptHash(canonical(phc), cost));
  }

  /** Clears the unused bits: other systems allow them to be set and ignore them. */
  private static String canonical(String phc) {
    StringBuilder text = new StringBuilder(phc);
    mask(text, END_OF_SALT, 0b110000);
    mask(text, END_OF_HASH, 0b111100);
    return text.toString();
  }

  private static void mask(StringBuilder text, int at, int bits) {
    text.setCharAt(at, BASE64.charAt(BASE64.indexOf(text.charAt(at)) & bits));
  }

  @Override
  public boolean matches(Secret password) {
    byte[] bytes = password.revealBytes();
    boolean matches = OpenBSDBCrypt.checkPassword(text, bytes);
    return matches && bytes.length <= MAX_BYTES && !Phc.holdsNul(bytes);
  }

  @Override
  public int memoryKib() {
    return 4;
  }

  @Override
  public boolean isAffordable() {
    return cost <= MAX_COST;
  }

  @Override
  public boolean isCurrent() {
    return false;
  }

  @Override
  public String toString() {
    return "BcryptHash[hidden]";
  }
}
