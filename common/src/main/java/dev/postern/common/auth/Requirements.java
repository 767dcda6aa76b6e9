package dev.postern.common.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a method needs of its caller: {@link Guarded} as a value. Combinations that make no sense do
 * not exist.
 */
public sealed interface Requirements {

  SignaturePolicy signature();

  WhenStale whenStale();

  /** The error for the first credential that is needed and not among these. */
  Optional<AuthError> missing(Set<CredentialRole> presented);

  /** Whether the body may name a customer. */
  boolean readsCustomerInBody();

  default boolean readsSignature() {
    return signature() != SignaturePolicy.NONE;
  }

  /**
   * A client calls, with this scope.
   *
   * @param apiKey whether the client's API key is needed, too
   * @param onBehalf for whom the client calls; empty if it concerns no customer
   */
  record OfClient(
      String scope,
      boolean apiKey,
      Optional<OnBehalf> onBehalf,
      SignaturePolicy signature,
      WhenStale whenStale)
      implements Requirements {

    /**
     * @throws IllegalArgumentException if there is no scope
     */
    public OfClient {
      if (scope.isEmpty()) {
        throw new IllegalArgumentException("a method for clients needs a scope");
      }
    }

    @Override
    public Optional<AuthError> missing(Set<CredentialRole> presented) {
      boolean isSigned = presented.contains(CredentialRole.SIGNATURE);
      if (!presented.contains(CredentialRole.CLIENT)
          && !(isSigned && signature == SignaturePolicy.ACCEPTED)) {
        return Optional.of(AuthError.BEARER_MISSING);
      }
      if (!isSigned && signature == SignaturePolicy.REQUIRED) {
        return Optional.of(AuthError.SIGNATURE_MISSING);
      }
      if (apiKey && !presented.contains(CredentialRole.API_KEY)) {
        return Optional.of(AuthError.API_KEY_MISSING);
      }
      boolean hasCustomer =
          presented.contains(CredentialRole.CUSTOMER)
              || presented.contains(CredentialRole.NAMED_CUSTOMER);
      return onBehalf.isPresent() && !hasCustomer
          ? Optional.of(AuthError.CUSTOMER_TOKEN_MISSING)
          : Optional.empty();
    }

    @Override
    public boolean readsCustomerInBody() {
      return onBehalf.isPresent();
    }
  }

  /**
   * The client calls on behalf of a customer.
   *
   * @param scopeWithoutToken the scope by which the client may name a customer without the
   *     customer's credential; none if it may not
   */
  record OnBehalf(Optional<String> scopeWithoutToken) {}

  /** A customer calls on their own, with a customer token or a session. */
  record OfCustomer(WhenStale whenStale) implements Requirements {

    @Override
    public SignaturePolicy signature() {
      return SignaturePolicy.NONE;
    }

    @Override
    public Optional<AuthError> missing(Set<CredentialRole> presented) {
      return presented.contains(CredentialRole.CUSTOMER)
          ? Optional.empty()
          : Optional.of(AuthError.CUSTOMER_TOKEN_MISSING);
    }

    @Override
    public boolean readsCustomerInBody() {
      return false;
    }
  }

  /**
   * Reads the annotation of a method.
   *
   * @throws IllegalArgumentException if it needs neither a client with a scope nor a customer
   *     alone, or says more than that combination can mean
   */
  static Requirements of(Guarded guarded) {
    Set<CredentialKind> needs = Set.copyOf(List.of(guarded.needs()));
    if (needs.contains(CredentialKind.ACCESS_TOKEN) && !guarded.scope().isEmpty()) {
      return ofClient(guarded, needs);
    }
    if (needs.equals(Set.of(CredentialKind.CUSTOMER))
        && guarded.scope().isEmpty()
        && guarded.scopeWithoutCustomerToken().isEmpty()
        && guarded.signature() == SignaturePolicy.NONE) {
      return new OfCustomer(guarded.whenStale());
    }
    throw new IllegalArgumentException(
        "a guarded method needs an access token and a scope, or a customer alone");
  }

  private static OfClient ofClient(Guarded guarded, Set<CredentialKind> needs) {
    Optional<String> scopeWithoutToken =
        Optional.of(guarded.scopeWithoutCustomerToken()).filter(scope -> !scope.isEmpty());
    boolean onBehalf = needs.contains(CredentialKind.CUSTOMER);
    if (scopeWithoutToken.isPresent() && !onBehalf) {
      throw new IllegalArgumentException("scopeWithoutCustomerToken needs CUSTOMER");
    }
    return new OfClient(
        guarded.scope(),
        needs.contains(CredentialKind.API_KEY),
        onBehalf ? Optional.of(new OnBehalf(scopeWithoutToken)) : Optional.empty(),
        guarded.signature(),
        guarded.whenStale());
  }
}
