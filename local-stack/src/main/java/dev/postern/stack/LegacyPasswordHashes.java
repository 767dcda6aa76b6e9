package dev.postern.stack;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Creates password hashes in the formats of three other systems, from which customers are imported.
 */
public final class LegacyPasswordHashes {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final int BCRYPT_COST = 10;
  private static final int PBKDF2_ITERATIONS = 29_000;
  private static final int ARGON2_MEMORY_KIB = 19_456;
  private static final int ARGON2_PASSES = 2;
  private static final int HASH_BYTES = 32;
  private static final int FORMATS = 3;

  private static final String BCRYPT_DIGITS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private LegacyPasswordHashes() {}

  /** The hash of a password; the turn selects the format. */
  public static String of(String password, int turn) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    byte[] salt = bytes(16);
    return switch (turn % FORMATS) {
      case 0 -> argon2(salt, argon2Hash(bytes, salt));
      case 1 -> OpenBSDBCrypt.generate("2b", bytes, salt, BCRYPT_COST);
      default -> pbkdf2(salt, pbkdf2Hash(bytes, salt));
    };
  }

  /** The hash of an unknown password. It is as valid as any other, and needs no computation. */
  public static String ofUnknownPassword(int turn) {
    byte[] salt = bytes(16);
    byte[] hash = bytes(HASH_BYTES);
    return switch (turn % FORMATS) {
      case 0 -> argon2(salt, hash);
      case 1 -> "$2b$" + BCRYPT_COST + "$" + bcryptText();
      default -> pbkdf2(salt, hash);
    };
  }

  private static String argon2(byte[] salt, byte[] hash) {
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            ARGON2_MEMORY_KIB,
            ARGON2_PASSES,
            BASE64.encodeToString(salt),
            BASE64.encodeToString(hash));
  }

  private static byte[] argon2Hash(byte[] password, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(ARGON2_MEMORY_KIB)
            .withIterations(ARGON2_PASSES)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password, hash);
    return hash;
  }

  private static String pbkdf2(byte[] salt, byte[] hash) {
    return "$pbkdf2-sha256$i=%d$%s$%s"
        .formatted(PBKDF2_ITERATIONS, BASE64.encodeToString(salt), BASE64.encodeToString(hash));
  }

  private static byte[] pbkdf2Hash(byte[] password, byte[] salt) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, PBKDF2_ITERATIONS);
    return ((KeyParameter) generator.generateDerivedMacParameters(HASH_BYTES * 8)).getKey();
  }

  private static String bcryptText() {
    StringBuilder text = new StringBuilder();
    RANDOM.ints(53, 0, BCRYPT_DIGITS.length()).forEach(i -> text.append(BCRYPT_DIGITS.charAt(i)));
    return text.toString();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
