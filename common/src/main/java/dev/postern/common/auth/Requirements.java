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
    SignaturePolicy signature,
    WhenStale whenStale) {

  /** Of a method that takes no signature. */
  public Requirements(
      Set<CredentialKind> credentials,
      String scope,
      Optional<String> scopeWithoutCustomerToken,
      WhenStale whenStale) {
    this(credentials, scope, scopeWithoutCustomerToken, SignaturePolicy.NONE, whenStale);
  }

  /**
   * @throws IllegalArgumentException if neither a client with a scope nor a customer alone is asked
   *     for: an API key and a signature are checked against the client that the access token names
   */
  public Requirements {
    boolean ofClient = credentials.contains(CredentialKind.ACCESS_TOKEN) && !scope.isEmpty();
    boolean ofCustomer = credentials.equals(Set.of(CredentialKind.CUSTOMER)) && scope.isEmpty();
    if (!ofClient && (!ofCustomer || signature != SignaturePolicy.NONE)) {
      throw new IllegalArgumentException(
          "a guarded method needs an access token and a scope, or a customer alone");
    }
  }

  public static Requirements of(Guarded guarded) {
    return new Requirements(
        guarded.needs().length == 0 ? Set.of() : EnumSet.copyOf(List.of(guarded.needs())),
        guarded.scope(),
        Optional.of(guarded.scopeWithoutCustomerToken()).filter(scope -> !scope.isEmpty()),
        guarded.signature(),
        guarded.whenStale());
  }

  /** Whether it is the customer who calls, and no client. */
  public boolean isCustomersOwn() {
    return !needs(CredentialKind.ACCESS_TOKEN);
  }

  /** Whether a client may name its customer in the body. */
  public boolean readsCustomerInBody() {
    return needs(CredentialKind.CUSTOMER) && !isCustomersOwn();
  }

  /** Whether a signature may stand where else an access token must. */
  public boolean signatureReplacesToken() {
    return signature == SignaturePolicy.ACCEPTED;
  }

  /** Whether a signature is looked at. */
  public boolean readsSignature() {
    return signature != SignaturePolicy.NONE;
  }

  public boolean needs(CredentialKind kind) {
    return credentials.contains(kind);
  }
}
