package dev.postern.common.signature;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;

/** Creates the signature base (RFC 9421 §2.5) from header fields and derived components. */
final class SignatureBase {
  private static final String SCHEME = "https";
  private static final String DEFAULT_PORT = ":443";
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7E\\xA0-\\xFF]*+");

  private SignatureBase() {}

  /**
   * Returns one line per covered component, in order, and the line of the signature parameters. It
   * is empty if a component is absent from the request (RFC 9421 §2.5, §3.2) or not supported.
   *
   * @param covered component names without parameters
   */
  static Optional<String> of(
      InnerList covered, CanonicalRequest request, SentRequest.Headers headers) {
    StringBuilder base = new StringBuilder(512);
    for (Item<?> component : covered.get()) {
      Optional<String> value = value(String.valueOf(component.get()), request, headers);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      base.append(component.serialize()).append(": ").append(value.get()).append('\n');
    }
    return Optional.of(
        base.append("\"@signature-params\": ").append(covered.serialize()).toString());
  }

  private static Optional<String> value(
      String name, CanonicalRequest request, SentRequest.Headers headers) {
    return name.startsWith("@") ? derived(name, request) : field(headers.all(name));
  }

  /** The value of a derived component (RFC 9421 §2.2). */
  private static Optional<String> derived(String name, CanonicalRequest request) {
    String target = request.path() + request.query().map(query -> "?" + query).orElse("");
    return switch (name) {
      case "@method" -> Optional.of(request.method());
      case "@authority" -> Optional.of(authority(request));
      case "@scheme" -> Optional.of(SCHEME);
      case "@target-uri" -> Optional.of(SCHEME + "://" + authority(request) + target);
      case "@request-target" -> Optional.of(target);
      case "@path" -> Optional.of(request.path());
      case "@query" -> Optional.of("?" + request.query().orElse(""));
      default -> Optional.empty();
    };
  }

  /** The default port is omitted (RFC 9421 §2.2.3). */
  private static String authority(CanonicalRequest request) {
    String authority = request.authority();
    return authority.endsWith(DEFAULT_PORT)
        ? authority.substring(0, authority.length() - DEFAULT_PORT.length())
        : authority;
  }

  /** Field lines are stripped and joined with a comma (RFC 9421 §2.1). */
  private static Optional<String> field(List<String> lines) {
    return lines.isEmpty() || lines.stream().anyMatch(l -> !FIELD_VALUE.matcher(l).matches())
        ? Optional.empty()
        : Optional.of(lines.stream().map(String::strip).collect(Collectors.joining(", ")));
  }
}
