package dev.postern.customer.password;

import dev.postern.common.secret.Secret;
import java.util.Optional;

/**
 * A stored password hash that can be compared with a password. A comparison is slow by design and
 * takes {@link #memoryKib()}, so only {@link PasswordPool} makes one.
 */
public sealed interface PasswordHash permits Argon2Hash, BcryptHash, Pbkdf2Hash {

  boolean matches(Secret password);

  /** The memory that a comparison needs, in KiB. */
  int memoryKib();

  /** Whether it is as strong as a new hash; if not, the next login replaces it. */
  boolean isCurrent();

  /**
   * Whether a comparison costs no more than a login may: about 1.2 s of one core, and 64 MiB. For
   * the machine see docs/adr/0046-refuse-hashes-slower-than-1-2-s.md.
   */
  boolean isAffordable();

  /** Reads a hash of a known form that is affordable for a login. */
  static Optional<PasswordHash> parse(String phc) {
    return read(phc).filter(PasswordHash::isAffordable);
  }

  /** Reads a PHC string of Argon2, bcrypt or PBKDF2 of any cost. */
  static Optional<PasswordHash> read(String phc) {
    if (phc.length() > 512) {
      return Optional.empty();
    }
    return Argon2Hash.parse(phc)
        .<PasswordHash>map(hash -> hash)
        .or(() -> BcryptHash.parse(phc))
        .or(() -> Pbkdf2Hash.parse(phc));
  }
}
