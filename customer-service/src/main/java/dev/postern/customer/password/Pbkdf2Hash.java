package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * PBKDF2 (RFC 8018 §5.2) over HMAC-SHA-256 or -512, as {@code $pbkdf2-sha256$i=29000$salt$hash} or,
 * as passlib writes it, {@code $pbkdf2-sha256$29000$salt$hash}.
 *
 * <p>HMAC pads a short key with NULs, so {@code a} and {@code a} followed by a NUL would be the
 * same password. Therefore a password that holds a NUL matches nothing.
 */
record Pbkdf2Hash(boolean sha512, int iterations, byte[] salt, byte[] hash)
    implements PasswordHash {
  private static final int SHA256_BYTES = 32;
  private static final int SHA512_BYTES = 64;

  /** Django's number, for 32 bytes; each further block of output costs the same. */
  private static final long MAX_SHA256_ROUNDS = 1_200_000;

  /** A round of SHA-512 takes a third longer. */
  private static final long MAX_SHA512_ROUNDS = 900_000;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$pbkdf2-sha(256|512)\\$(?:i=)?([0-9]{1,9})(?:,l=[0-9]{1,3})?"
              + "\\$([A-Za-z0-9+/.]{11,86})\\$([A-Za-z0-9+/.]{22,86})");

  static Optional<Pbkdf2Hash> parse(String phc) {
    Matcher m = PHC.matcher(phc);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean sha512 = m.group(1).equals("512");
    int iterations = Integer.parseInt(m.group(2));
    if (iterations < 1) {
      return Optional.empty();
    }
    return Phc.base64(m.group(3))
        .flatMap(
            salt ->
                Phc.base64(m.group(4)).map(hash -> new Pbkdf2Hash(sha512, iterations, salt, hash)));
  }

  @Override
  public boolean matches(Secret password) {
    Digest digest = sha512 ? new SHA512Digest() : new SHA256Digest();
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
    byte[] bytes = password.revealBytes();
    generator.init(bytes, salt, iterations);
    KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(hash.length * 8);
    return MessageDigest.isEqual(key.getKey(), hash) && !Phc.holdsNul(bytes);
  }

  @Override
  public int memoryKib() {
    return 1;
  }

  @Override
  public boolean isAffordable() {
    int blockBytes = sha512 ? SHA512_BYTES : SHA256_BYTES;
    long blocks = Math.ceilDiv(hash.length, blockBytes);
    return iterations * blocks <= (sha512 ? MAX_SHA512_ROUNDS : MAX_SHA256_ROUNDS);
  }

  @Override
  public boolean isCurrent() {
    return false;
  }

  @Override
  public String toString() {
    return "Pbkdf2Hash[hidden]";
  }
}
