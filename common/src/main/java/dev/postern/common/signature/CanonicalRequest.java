package dev.postern.common.signature;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a request that are signed, each free of what separates them in the text: so two
 * requests that differ have different texts.
 *
 * @param authority in lower case
 * @param path begins with a slash
 * @param query without the question mark; never empty
 * @param contentType as sent; empty if none
 */
record CanonicalRequest(
    String method, String authority, String path, Optional<String> query, String contentType) {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern AUTHORITY = Pattern.compile("[\\x21-\\x7E&&[^/?#@]]{1,300}");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7E&&[^?]]*+");
  private static final Pattern QUERY = Pattern.compile("[\\x21-\\x7E]++");
  private static final Pattern FIELD = Pattern.compile("[\\t\\x20-\\x7E]*+");

  /**
   * Nothing if the request has a form that could be taken for another: an absolute target, a
   * question mark with nothing behind it, two content types, characters that no URI has.
   */
  static Optional<CanonicalRequest> of(SentRequest sent) {
    int mark = sent.target().indexOf('?');
    String path = mark < 0 ? sent.target() : sent.target().substring(0, mark);
    Optional<String> query =
        mark < 0 ? Optional.empty() : Optional.of(sent.target().substring(mark + 1));
    List<String> contentTypes = sent.headers().all("content-type");
    boolean sound =
        METHOD.matcher(sent.method()).matches()
            && AUTHORITY.matcher(sent.authority()).matches()
            && PATH.matcher(path).matches()
            && query.filter(text -> !QUERY.matcher(text).matches()).isEmpty()
            && contentTypes.size() <= 1
            && contentTypes.stream().allMatch(type -> FIELD.matcher(type).matches());
    return sound
        ? Optional.of(
            new CanonicalRequest(
                sent.method(),
                sent.authority().toLowerCase(Locale.ROOT),
                path,
                query,
                contentTypes.stream().findFirst().orElse("")))
        : Optional.empty();
  }
}
