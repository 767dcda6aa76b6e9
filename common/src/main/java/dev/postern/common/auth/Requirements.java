package dev.postern.common.auth;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A method's needs, as the pipeline reads them: {@link Guarded} as a value. */
public record Requirements(
    Set<CredentialKind> credentials,
    String scope,
    Optional<String> scopeWithoutCustomerToken,
    WhenStale whenStale) {

  /**
   * @throws IllegalArgumentException if no access token is asked for: every other credential is
   *     checked against the client that the access token names
   */
  public Requirements {
    if (!credentials.contains(CredentialKind.ACCESS_TOKEN) || scope.isEmpty()) {
      throw new IllegalArgumentException("a guarded method needs an access token and a scope");
    }
  }

  public static Requirements of(Guarded guarded) {
    return new Requirements(
        EnumSet.copyOf(List.of(guarded.needs())),
        guarded.scope(),
        Optional.of(guarded.scopeWithoutCustomerToken()).filter(scope -> !scope.isEmpty()),
        guarded.whenStale());
  }

  public boolean needs(CredentialKind kind) {
    return credentials.contains(kind);
  }
}
