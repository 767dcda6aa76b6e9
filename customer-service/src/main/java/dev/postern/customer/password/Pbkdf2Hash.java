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
 * <p>HMAC fills a short key up with NULs, so {@code a} and {@code a} followed by NUL would be one
 * password: one with a NUL in it matches nothing.
 */
record Pbkdf2Hash(boolean sha512, int iterations, byte[] salt, byte[] hash)
    implements PasswordHash {
  private static final int SHA256_OCTETS = 32;
  private static final int SHA512_OCTETS = 64;

  /** Django's number, for 32 octets; a second block of output costs as much again. */
  private static final long MAX_SHA256_ROUNDS = 1_200_000;

  /** A round of it takes longer by a third. */
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
    byte[] octets = password.revealBytes();
    generator.init(octets, salt, iterations);
    KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(hash.length * 8);
    return MessageDigest.isEqual(key.getKey(), hash) && !Phc.holdsNul(octets);
  }

  @Override
  public int memoryKib() {
    return 1;
  }

  @Override
  public boolean isAffordable() {
    int blockOctets = sha512 ? SHA512_OCTETS : SHA256_OCTETS;
    long blocks = Math.ceilDiv(hash.length, blockOctets);
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
