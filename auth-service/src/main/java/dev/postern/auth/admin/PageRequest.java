package dev.postern.auth.admin;

import dev.postern.common.web.Paging;
import dev.postern.common.web.PlainText;
import java.util.List;
import java.util.function.Function;

/**
 * The page of a list that an operator asks for: {@code ?after=<id>&limit=<n>}, in the order of the
 * ids.
 *
 * @param after the last id of the page before; empty for the first page
 */
public record PageRequest(String after, int limit) {

  /**
   * Reads the query parameters.
   *
   * @throws dev.postern.common.refusal.Refusal if the id is not plain text, or the limit not in its
   *     bounds
   */
  public static PageRequest read(String after, String limit) {
    return new PageRequest(PlainText.id(after), Paging.limit(limit));
  }

  /** The page of what was found, with the id that the next page starts after. */
  public <E, V> Paging.Page<V> page(
      List<E> found, Function<E, V> view, Function<V, String> idOfView) {
    return Paging.page(found.stream().map(view).toList(), limit, idOfView);
  }
}
