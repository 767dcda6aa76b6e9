package dev.postern.customer.password;

import static java.util.Comparator.comparingDouble;

import dev.postern.common.secret.Digests;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Decoy hashes, which the password of an unknown username is compared with. No password matches
 * them. Their kinds are distributed over usernames as the kinds of the customers' hashes are over
 * accounts. So neither an expensive nor a cheap comparison reveals whether a username exists.
 *
 * <p>A username keeps the kind of its decoy while the shares stay the same. When the share of one
 * kind grows, usernames change to that kind only.
 */
@Singleton
public class Decoys {

  /** The number of kinds that get decoys; rarer kinds get none. */
  public static final int MAX_KINDS = 32;

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final String BCRYPT =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_CHARS = 22;

  /** The kind of new hashes. */
  private static final HashKind CURRENT = new HashKind("$argon2id$v=19$m=19456,t=2,p=1$", 43);

  /**
   * One algorithm with its cost.
   *
   * @param prefix a PHC string up to its salt: {@code $2b$10$}, {@code $pbkdf2-sha256$i=29000$}
   * @param hashChars the number of characters after the last {@code $}
   */
  public record HashKind(String prefix, int hashChars) {}

  /** The number of accounts, or of accounts in a sample, with a hash of that kind. */
  public record Share(HashKind kind, long accounts) {}

  private record Decoy(HashKind kind, double weight, PasswordHash hash) {}

  private volatile List<Decoy> decoys = List.of(decoy(new Share(CURRENT, 1)).orElseThrow());

  /** Distributes decoys by these shares; changes nothing if they hold no known kind. */
  public void distribute(List<Share> shares) {
    List<Decoy> known =
        shares.stream().limit(MAX_KINDS).flatMap(share -> decoy(share).stream()).toList();
    if (!known.isEmpty()) {
      decoys = known;
    }
  }

  /**
   * The decoy of a username.
   *
   * @param seed a keyed hash of the username: without the key, its kind cannot be predicted
   */
  public PasswordHash of(byte[] seed) {
    return decoys.stream()
        .max(comparingDouble(decoy -> Math.log(draw(seed, decoy.kind())) / decoy.weight()))
        .orElseThrow()
        .hash();
  }

  /** A number between 0 and 1, exclusive, which is constant for a username and a kind. */
  private static double draw(byte[] seed, HashKind kind) {
    byte[] name = (kind.prefix() + kind.hashChars()).getBytes(StandardCharsets.UTF_8);
    long chance = ByteBuffer.wrap(Digests.sha256(seed, name)).getLong() >>> (Long.SIZE - 53);
    return (chance + 0.5) * 0x1p-53;
  }

  private static Optional<Decoy> decoy(Share share) {
    HashKind kind = share.kind();
    String phc =
        kind.prefix().startsWith("$2")
            ? kind.prefix() + random(BCRYPT, kind.hashChars())
            : kind.prefix() + random(BASE64, SALT_CHARS) + "$" + random(BASE64, kind.hashChars());
    return share.accounts() < 1
        ? Optional.empty()
        : PasswordHash.parse(phc).map(hash -> new Decoy(kind, share.accounts(), hash));
  }

  private static String random(String digits, int chars) {
    StringBuilder text = new StringBuilder(chars);
    RANDOM.ints(chars, 0, digits.length()).forEach(i -> text.append(digits.charAt(i)));
    return text.toString();
  }
}
