package dev.postern.auth.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The grants that a client can be registered for (RFC 7591 §2, {@code grant_types}). */
public final class GrantTypes {
  public static final String CLIENT_CREDENTIALS = "client_credentials";
  public static final String REFRESH_TOKEN = "refresh_token";
  public static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /** The grants of a client that names none. */
  static final Set<String> DEFAULT = Set.of(CLIENT_CREDENTIALS);

  private static final Set<String> ALL = Set.of(CLIENT_CREDENTIALS, REFRESH_TOKEN, TOKEN_EXCHANGE);

  private GrantTypes() {}

  /** Checks a list; empty if it has no entry, repeats one, or names an unknown grant. */
  static Optional<Set<String>> of(List<@Nullable String> grantTypes) {
    return !grantTypes.isEmpty() && grantTypes.stream().allMatch(GrantTypes::isKnown)
        ? Optional.<Set<String>>of(new TreeSet<>(grantTypes))
            .filter(distinct -> distinct.size() == grantTypes.size())
        : Optional.empty();
  }

  /** JSON may contain a null in place of a word. */
  private static boolean isKnown(@Nullable String grantType) {
    return grantType != null && ALL.contains(grantType);
  }
}
