package dev.postern.common.web;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The parameters of a form body or query ({@code application/x-www-form-urlencoded}).
 *
 * <p>As RFC 6749 §3.2 requires, a parameter must not be repeated, and one without a value is
 * treated as omitted. At most {@value #MAX_PARAMETERS} parameters; UTF-8 only.
 */
public final class FormParameters {
  private static final int MAX_PARAMETERS = 64;

  /** The possessive quantifier keeps the stack depth independent of the length. */
  private static final Pattern ENCODED =
      Pattern.compile("(?:[\\x21-\\x24\\x26-\\x7E]|%[0-9A-Fa-f]{2})*+");

  private final Map<String, String> values;

  private FormParameters(Map<String, String> values) {
    this.values = values;
  }

  /** Parses the parameters; empty if the text is malformed. */
  public static Optional<FormParameters> parse(String encoded) {
    Map<String, String> values = new HashMap<>();
    String[] pairs = encoded.isEmpty() ? new String[0] : encoded.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      return Optional.empty();
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      if (values.putIfAbsent(name.get(), value.get()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new FormParameters(values));
  }

  public static Optional<FormParameters> parse(byte[] body) {
    return utf8(body).flatMap(FormParameters::parse);
  }

  /**
   * Decodes one name or value: percent-encoding, and {@code +} for a space. Empty if it is
   * malformed.
   */
  public static Optional<String> decode(String encoded) {
    if (!ENCODED.matcher(encoded).matches()) {
      return Optional.empty();
    }
    String decoded = URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1);
    return utf8(decoded.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The value, if the parameter is present and not empty. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** The value, if the parameter is present, even if it is empty. */
  public Optional<String> getEvenIfEmpty(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether names and values are free of control characters (RFC 6749, appendix A). */
  public boolean isPrintable() {
    return values.entrySet().stream()
        .flatMapToInt(entry -> IntStream.concat(entry.getKey().chars(), entry.getValue().chars()))
        .noneMatch(Character::isISOControl);
  }

  /**
   * Returns these parameters, plus those of {@code others} with one of the given names that are
   * absent here.
   */
  public FormParameters withDefaults(FormParameters others, Set<String> names) {
    Map<String, String> both = new HashMap<>(values);
    names.stream()
        .filter(others::has)
        .forEach(name -> both.putIfAbsent(name, others.values.get(name)));
    return new FormParameters(both);
  }

  /** Returns the parameters with names in lower case; empty if that makes a name repeat. */
  public Optional<FormParameters> withLowerCaseNames() {
    Map<String, String> lower = new HashMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (lower.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new FormParameters(lower));
  }

  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  /** Omits the values, which may be secrets. */
  @Override
  public String toString() {
    return "FormParameters" + values.keySet();
  }
}
