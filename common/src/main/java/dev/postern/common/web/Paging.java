package dev.postern.common.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Pagination of lists: {@code ?after=<id>&limit=<n>}, ordered by id. */
public final class Paging {
  private static final int MAX_LIMIT = 200;

  /**
   * One page.
   *
   * @param next the value of {@code after} for the next page; empty on the last page
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Page<T>(List<T> items, Optional<String> next) {}

  private Paging() {}

  /**
   * Parses the requested page size. Throws a {@link Refusal} if it is not between 1 and {@value
   * #MAX_LIMIT}.
   */
  public static int limit(String requested) {
    int limit = requested.matches("[0-9]{1,3}") ? Integer.parseInt(requested) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new Refusal(AuthError.REQUEST_INVALID, "limit: 1 to " + MAX_LIMIT + ".");
    }
    return limit;
  }

  public static <T> Page<T> page(List<T> items, int limit, Function<T, String> id) {
    return new Page<>(
        items, items.size() < limit ? Optional.empty() : Optional.of(id.apply(items.getLast())));
  }
}
