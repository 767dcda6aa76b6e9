package dev.postern.common.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lists come in pages: {@code ?after=<id>&limit=<n>}, in the order of the ids. */
public final class Paging {
  private static final int MAX_LIMIT = 200;

  /**
   * @param next what to send as {@code after} for the page behind this one; none on the last
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Page<T>(List<T> items, Optional<String> next) {}

  private Paging() {}

  /** The limit asked for, if it is one; else a refusal. */
  public static int limit(String asked) {
    int limit = asked.matches("[0-9]{1,3}") ? Integer.parseInt(asked) : 0;
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
