package dev.postern.auth.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of scopes (RFC 6749 §3.3), narrowed to words of {@code [a-z0-9:._-]}. */
public final class Scopes {
  /** The scopes of Postern's own services. Operators cannot grant them. */
  public static final String INTERNAL_PREFIX = "internal:";

  private static final int MAX_SCOPES = 32;
  private static final Pattern SCOPE = Pattern.compile("[a-z0-9][a-z0-9:._-]{0,63}");

  private Scopes() {}

  /** Reads a space-delimited list; empty if it is malformed. */
  public static Optional<Set<String>> parse(String list) {
    return of(List.of(list.split(" ", MAX_SCOPES + 1)));
  }

  /** Checks a list and sorts it; empty if it is malformed. */
  public static Optional<Set<String>> of(List<String> scopes) {
    return !scopes.isEmpty()
            && scopes.size() <= MAX_SCOPES
            && scopes.stream().allMatch(Scopes::isScope)
        ? Optional.of(new TreeSet<>(scopes))
        : Optional.empty();
  }

  /** JSON may contain a null in place of a word. */
  private static boolean isScope(@Nullable String scope) {
    return scope != null && SCOPE.matcher(scope).matches();
  }
}
