package dev.postern.common.auth;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The credentials that a request presents, located by all schemes. Pure.
 *
 * <p>A malformed credential outweighs a missing one, and is refused even where the method does not
 * need it: the caller's software is broken.
 */
sealed interface Presentation {

  /**
   * @param detail for the decision log
   */
  record Unusable(AuthError error, String detail) implements Presentation {}

  /** Everything that the method needs is there, in the order of the schemes. */
  record Complete(List<Located<?>> credentials) implements Presentation {}

  /** A credential together with the scheme that can prove it. */
  record Located<C>(Scheme<C> scheme, C credential) {
    Step verify() {
      return scheme.verify(credential);
    }
  }

  Pattern CUSTOMER_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  static Presentation read(List<Scheme<?>> schemes, Request request, Requirements needed) {
    Found found = new Found();
    for (Scheme<?> scheme : schemes) {
      found.add(scheme, request, needed);
    }
    Set<CredentialRole> roles = roles(found.located, request);
    return unreadable(request)
        .or(found::firstMalformed)
        .or(() -> malformedCustomerId(request))
        .or(() -> tooMany(roles, needed))
        .<Presentation>map(error -> new Unusable(error, "malformed"))
        .or(() -> needed.missing(roles).map(error -> new Unusable(error, "not presented")))
        .orElseGet(() -> new Complete(found.located));
  }

  private static Optional<AuthError> unreadable(Request request) {
    return SecretParameters.isAnyIn(request.queryNames())
        ? Optional.of(AuthError.SECRET_IN_QUERY)
        : request.body().error();
  }

  private static Optional<AuthError> malformedCustomerId(Request request) {
    return request
        .body()
        .customerId()
        .filter(id -> !CUSTOMER_ID.matcher(id).matches())
        .map(id -> AuthError.REQUEST_INVALID);
  }

  /** A signature in place of a token is not sent together with one. */
  private static Optional<AuthError> tooMany(Set<CredentialRole> roles, Requirements needed) {
    return needed.signature() == SignaturePolicy.ACCEPTED
            && roles.containsAll(Set.of(CredentialRole.CLIENT, CredentialRole.SIGNATURE))
        ? Optional.of(AuthError.SIGNATURE_AND_TOKEN)
        : Optional.empty();
  }

  private static Set<CredentialRole> roles(List<Located<?>> located, Request request) {
    Set<CredentialRole> roles = EnumSet.noneOf(CredentialRole.class);
    located.forEach(one -> roles.add(one.scheme().role()));
    if (request.body().customerId().isPresent()) {
      roles.add(CredentialRole.NAMED_CUSTOMER);
    }
    return roles;
  }

  /** What the schemes find. A malformed signature is reported after all other credentials. */
  final class Found {
    private final List<Located<?>> located = new ArrayList<>();
    private Optional<AuthError> malformed = Optional.empty();
    private Optional<AuthError> malformedSignature = Optional.empty();

    private <C> void add(Scheme<C> scheme, Request request, Requirements needed) {
      switch (scheme.find(request, needed)) {
        case Finding.Absent<C> absent -> {}
        case Finding.Presented<C>(C credential) -> located.add(new Located<>(scheme, credential));
        case Finding.Malformed<C>(AuthError error) -> {
          if (scheme.role() == CredentialRole.SIGNATURE) {
            malformedSignature = Optional.of(error);
          } else if (malformed.isEmpty()) {
            malformed = Optional.of(error);
          }
        }
      }
    }

    private Optional<AuthError> firstMalformed() {
      return malformed.or(() -> malformedSignature);
    }
  }
}
