package dev.postern.common.key;

import dev.postern.common.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A live key by which a client signs its requests, as the directory knows it.
 *
 * @param scopes the client's
 * @param inPlaceOfToken whether the client may sign in place of presenting an access token
 * @param secrets the newest first; two while one follows the other
 * @param expiresAt when it stops by itself
 */
public record HmacKey(
    String id,
    String clientId,
    Set<String> scopes,
    boolean inPlaceOfToken,
    List<LiveSecret> secrets,
    Optional<Instant> expiresAt) {

  /**
   * One of the secrets that verify.
   *
   * @param endsAt when it stops, if another follows it
   */
  public record LiveSecret(Secret secret, Instant createdAt, Optional<Instant> endsAt) {

    boolean isLive(Instant now) {
      return endsAt.filter(end -> !now.isBefore(end)).isEmpty();
    }
  }

  /** At the very instant of its end a key is expired. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** Those that verify now; none if the key has expired. */
  public List<LiveSecret> secretsAt(Instant now) {
    return isExpired(now)
        ? List.of()
        : secrets.stream().filter(secret -> secret.isLive(now)).toList();
  }
}
