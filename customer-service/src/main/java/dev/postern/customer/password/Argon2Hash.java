package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id, Argon2i and Argon2d (RFC 9106), as {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. */
record Argon2Hash(Parameters parameters, byte[] salt, byte[] hash) implements PasswordHash {

  /** The parameters of new hashes (OWASP's second choice): 19 MiB, two passes, one lane. */
  static final Parameters CURRENT = new Parameters(Argon2Parameters.ARGON2_id, 19_456, 2, 1);

  private static final int MAX_MEMORY_KIB = 65_536;
  private static final int MAX_ITERATIONS = 10;
  private static final int MAX_LANES = 8;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2(id|i|d)\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /**
   * @param type by Bouncy Castle's numbers
   */
  record Parameters(int type, int memoryKib, int iterations, int lanes) {}

  static Argon2Hash create(Secret password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new Argon2Hash(CURRENT, salt, compute(CURRENT, salt, password, HASH_BYTES));
  }

  static Optional<Argon2Hash> parse(String phc) {
    Matcher m = PHC.matcher(phc);
    if (!m.matches()) {
      return Optional.empty();
    }
    Parameters parameters =
        new Parameters(type(m.group(1)), number(m, 2), number(m, 3), number(m, 4));
    if (parameters.iterations() < 1
        || parameters.lanes() < 1
        || parameters.memoryKib() / 8 < parameters.lanes()) {
      return Optional.empty();
    }
    return Phc.base64(m.group(5))
        .flatMap(
            salt -> Phc.base64(m.group(6)).map(hash -> new Argon2Hash(parameters, salt, hash)));
  }

  @Override
  public boolean matches(Secret password) {
    return MessageDigest.isEqual(compute(parameters, salt, password, hash.length), hash);
  }

  @Override
  public int memoryKib() {
    return parameters.memoryKib();
  }

  @Override
  public boolean isAffordable() {
    return parameters.memoryKib() <= MAX_MEMORY_KIB
        && parameters.iterations() <= MAX_ITERATIONS
        && parameters.lanes() <= MAX_LANES;
  }

  @Override
  public boolean isCurrent() {
    return parameters.equals(CURRENT);
  }

  /** The PHC string. */
  Secret encode() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return Secret.of(
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                parameters.memoryKib(),
                parameters.iterations(),
                parameters.lanes(),
                base64.encodeToString(salt),
                base64.encodeToString(hash)));
  }

  @Override
  public String toString() {
    return "Argon2Hash[hidden]";
  }

  private static byte[] compute(
      Parameters parameters, byte[] salt, Secret password, int hashBytes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(parameters.type())
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.lanes())
            .withSalt(salt)
            .withBlockPool(KeptBlocks.SHARED)
            .build());
    byte[] hash = new byte[hashBytes];
    generator.generateBytes(password.revealBytes(), hash);
    return hash;
  }

  private static int type(String name) {
    return switch (name) {
      case "id" -> Argon2Parameters.ARGON2_id;
      case "i" -> Argon2Parameters.ARGON2_i;
      default -> Argon2Parameters.ARGON2_d;
    };
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
