package dev.postern.customer.password;

import static java.util.Comparator.comparingDouble;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * What the password of an unknown name is compared with: hashes of passwords nobody has, of the
 * kinds that the customers' hashes are, each kind for as large a part of the names as it has of the
 * accounts. So neither a dear comparison nor a cheap one says whether a name is known.
 *
 * <p>A name keeps its decoy's kind while the parts stay the same; when one grows, names change to
 * it, and none between the others.
 */
@Singleton
public class Decoys {

  /** Kinds that are told apart; the rarest of more go without decoys. */
  public static final int MAX_KINDS = 32;

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final String BCRYPT =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_CHARS = 22;

  /** What is made today. */
  private static final Kind CURRENT = new Kind("$argon2id$v=19$m=19456,t=2,p=1$", 43);

  /**
   * One algorithm with its cost.
   *
   * @param start a PHC string up to its salt: {@code $2b$10$}, {@code $pbkdf2-sha256$i=29000$}
   * @param rest how many characters are behind the last {@code $}
   */
  public record Kind(String start, int rest) {}

  /** How many accounts have a hash of that kind, or how many of a sample. */
  public record Share(Kind kind, long accounts) {}

  private record Decoy(Kind kind, double weight, PasswordHash hash) {}

  private volatile List<Decoy> decoys = List.of(decoy(new Share(CURRENT, 1)).orElseThrow());

  /** Decoys are from now on distributed like this; as before, if it holds no kind that we know. */
  public void distribute(List<Share> shares) {
    List<Decoy> known =
        shares.stream().limit(MAX_KINDS).flatMap(share -> decoy(share).stream()).toList();
    if (!known.isEmpty()) {
      decoys = known;
    }
  }

  /**
   * The decoy of a name.
   *
   * @param seed a keyed hash of the name: without the key nobody can tell which kind it gets
   */
  public PasswordHash of(byte[] seed) {
    return decoys.stream()
        .max(comparingDouble(decoy -> Math.log(draw(seed, decoy.kind())) / decoy.weight()))
        .orElseThrow()
        .hash();
  }

  /** The same for a name and a kind, otherwise chance: between 0 and 1, neither of them. */
  private static double draw(byte[] seed, Kind kind) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(seed);
      sha256.update((kind.start() + kind.rest()).getBytes(StandardCharsets.UTF_8));
      long chance = ByteBuffer.wrap(sha256.digest()).getLong() >>> (Long.SIZE - 53);
      return (chance + 0.5) * 0x1p-53;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("no SHA-256", impossible);
    }
  }

  private static Optional<Decoy> decoy(Share share) {
    Kind kind = share.kind();
    String phc =
        kind.start().startsWith("$2")
            ? kind.start() + random(BCRYPT, kind.rest())
            : kind.start() + random(BASE64, SALT_CHARS) + "$" + random(BASE64, kind.rest());
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
