package dev.postern.common.signature;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;

/** The signature base (RFC 9421 §2.5), of header fields and the derived components of a request. */
final class SignatureBase {
  private static final String SCHEME = "https";
  private static final String DEFAULT_PORT = ":443";
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7E\\xA0-\\xFF]*+");

  private SignatureBase() {}

  /**
   * A line for each component, in the order named, and one for the parameters. Nothing if one is
   * not there (RFC 9421 §2.5, 3.2) or is not offered here.
   *
   * @param covered names without parameters
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

  /** RFC 9421 §2.2. */
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

  /** §2.2.3: without the port that goes without saying. */
  private static String authority(CanonicalRequest request) {
    String authority = request.authority();
    return authority.endsWith(DEFAULT_PORT)
        ? authority.substring(0, authority.length() - DEFAULT_PORT.length())
        : authority;
  }

  /** §2.1: the lines stripped, and joined. */
  private static Optional<String> field(List<String> lines) {
    return lines.isEmpty() || lines.stream().anyMatch(l -> !FIELD_VALUE.matcher(l).matches())
        ? Optional.empty()
        : Optional.of(lines.stream().map(String::strip).collect(Collectors.joining(", ")));
  }
}
