package dev.postern.common.auth;

import java.util.Locale;
import java.util.Set;

/** The names of query parameters that hold a credential: none may be sent in a query. */
public final class SecretParameters {
  private static final Set<String> NAMES =
      Set.of(
          "access_token",
          "api-key",
          "api_key",
          "apikey",
          "client_assertion",
          "client_secret",
          "customer-auth",
          "customer_auth",
          "password",
          "refresh_token",
          "subject_token");

  private SecretParameters() {}

  /** Whether one of these names is a credential's, in any case. */
  public static boolean isAnyIn(Set<String> queryNames) {
    return queryNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).anyMatch(NAMES::contains);
  }
}
