package dev.postern.common.signature;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The signed parts of a request. No part can contain the separator used in the signed text, so
 * different requests have different signed texts.
 *
 * @param authority in lower case
 * @param path begins with a slash
 * @param query without the question mark; never an empty string
 * @param contentType the field value as sent; empty if there is none
 */
record CanonicalRequest(
    String method, String authority, String path, Optional<String> query, String contentType) {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern AUTHORITY = Pattern.compile("[\\x21-\\x7E&&[^/?#@]]{1,300}");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7E&&[^?]]*+");
  private static final Pattern QUERY = Pattern.compile("[\\x21-\\x7E]++");
  private static final Pattern FIELD = Pattern.compile("[\\t\\x20-\\x7E]*+");

  /**
   * Returns the parts; empty if the request has an ambiguous form: an absolute-form target, a bare
   * question mark, two {@code Content-Type} fields, or characters that a URI cannot contain.
   */
  static Optional<CanonicalRequest> of(SentRequest sent) {
    int mark = sent.target().indexOf('?');
    String path = mark < 0 ? sent.target() : sent.target().substring(0, mark);
    Optional<String> query =
        mark < 0 ? Optional.empty() : Optional.of(sent.target().substring(mark + 1));
    List<String> contentTypes = sent.headers().all("content-type");
    boolean isUnambiguous =
        METHOD.matcher(sent.method()).matches()
            && AUTHORITY.matcher(sent.authority()).matches()
            && PATH.matcher(path).matches()
            && query.filter(text -> !QUERY.matcher(text).matches()).isEmpty()
            && contentTypes.size() <= 1
            && contentTypes.stream().allMatch(type -> FIELD.matcher(type).matches());
    return isUnambiguous
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
