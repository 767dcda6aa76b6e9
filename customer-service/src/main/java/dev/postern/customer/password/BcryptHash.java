package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt as other systems wrote it: {@code $2a$}, {@code $2b$}, {@code $2y$}.
 *
 * <p>bcrypt reads 72 octets of a password and no more, and ends it with a NUL: a longer one, or one
 * with a NUL in it, would match what is not the same password, so it matches nothing. Whoever has
 * such a password from another system needs a new one.
 */
record BcryptHash(String text, int cost) implements PasswordHash {
  private static final int MIN_COST = 4;
  private static final int MAX_COST = 14;
  private static final int MAX_OCTETS = 72;
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  static Optional<BcryptHash> parse(String phc) {
    Matcher matcher = FORM.matcher(phc);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(matcher.group(1));
    return cost < MIN_COST ? Optional.empty() : Optional.of(new BcryptHash(phc, cost));
  }

  @Override
  public boolean matches(Secret password) {
    byte[] octets = password.revealBytes();
    boolean matches = OpenBSDBCrypt.checkPassword(text, octets);
    return matches && octets.length <= MAX_OCTETS && !Phc.holdsNul(octets);
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
