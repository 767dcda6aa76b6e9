package dev.postern.common.key;

import dev.postern.common.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An active key with which a client signs requests, as the directory knows it.
 *
 * @param scopes the scopes of the client
 * @param inPlaceOfToken whether a signature may replace the access token
 * @param secrets the newest first; two during a rotation
 * @param expiresAt when the key expires; empty if it never does
 */
public record HmacKey(
    String id,
    String clientId,
    Set<String> scopes,
    boolean inPlaceOfToken,
    List<LiveSecret> secrets,
    Optional<Instant> expiresAt) {

  /**
   * A secret that verifies signatures.
   *
   * @param endsAt when it stops verifying, if a newer secret replaces it
   */
  public record LiveSecret(Secret secret, Instant createdAt, Optional<Instant> endsAt) {

    boolean isLive(Instant now) {
      return endsAt.filter(end -> !now.isBefore(end)).isEmpty();
    }
  }

  /** A key is expired at the instant of {@code expiresAt} itself. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** The secrets that verify at this instant; none if the key has expired. */
  public List<LiveSecret> secretsAt(Instant now) {
    return isExpired(now)
        ? List.of()
        : secrets.stream().filter(secret -> secret.isLive(now)).toList();
  }
}
