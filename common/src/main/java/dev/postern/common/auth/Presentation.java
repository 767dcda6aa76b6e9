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
    Optional<AuthError> malformed = malformed(request);
    if (malformed.isPresent()) {
      return new Unusable(malformed.get(), "malformed");
    }
    List<Located<?>> located = new ArrayList<>(schemes.size());
    for (Scheme<?> scheme : schemes) {
      Optional<AuthError> error = locate(scheme, request, needed, located);
      if (error.isPresent()) {
        return new Unusable(error.get(), "malformed");
      }
    }
    return needed
        .missing(roles(located, request))
        .<Presentation>map(error -> new Unusable(error, "not presented"))
        .orElseGet(() -> new Complete(located));
  }

  private static Optional<AuthError> malformed(Request request) {
    if (SecretParameters.isAnyIn(request.queryNames())) {
      return Optional.of(AuthError.SECRET_IN_QUERY);
    }
    if (request.body().error().isPresent()) {
      return request.body().error();
    }
    return request
        .body()
        .customerId()
        .filter(id -> !CUSTOMER_ID.matcher(id).matches())
        .map(id -> AuthError.REQUEST_INVALID);
  }

  /** Adds the credential of one scheme to those located; or the error if it is malformed. */
  private static <C> Optional<AuthError> locate(
      Scheme<C> scheme, Request request, Requirements needed, List<Located<?>> located) {
    return switch (scheme.find(request, needed)) {
      case Finding.Absent<C> absent -> Optional.empty();
      case Finding.Malformed<C>(AuthError error) -> Optional.of(error);
      case Finding.Presented<C>(C credential) -> {
        located.add(new Located<>(scheme, credential));
        yield Optional.empty();
      }
    };
  }

  private static Set<CredentialRole> roles(List<Located<?>> located, Request request) {
    Set<CredentialRole> roles = EnumSet.noneOf(CredentialRole.class);
    located.forEach(one -> roles.add(one.scheme().role()));
    if (request.body().customerId().isPresent()) {
      roles.add(CredentialRole.NAMED_CUSTOMER);
    }
    return roles;
  }
}
