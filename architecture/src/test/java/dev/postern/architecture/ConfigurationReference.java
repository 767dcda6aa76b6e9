package dev.postern.architecture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code configuration.md}: all settings of {@code @ConfigMapping} interfaces. */
final class ConfigurationReference {
  private static final String INTRODUCTION =
      """
      Each setting is a property or an environment variable (`postern.issuer` is `POSTERN_ISSUER`). Secrets belong in the environment's
      secret store. A setting with a name of yours inside (`postern.bootstrap.<name>`) can be given as a property only, for example in a
      file that `quarkus.config.locations` names. The settings of Quarkus that Postern needs are in
      [quarkus-settings](quarkus-settings.md).
      """;

  /** A comment that begins with the name of its setting. */
  private static final Pattern OWN_NAME = Pattern.compile("^`postern\\.[^`]*`[.:] ?");

  private final Notes notes;

  ConfigurationReference(Notes notes) {
    this.notes = notes;
  }

  /**
   * One setting.
   *
   * @param fallback what its interface says, if that has no other setting
   */
  private record Setting(String name, Method method, Optional<String> fallback) {}

  String text() {
    return Markdown.document("Configuration", INTRODUCTION)
        + Modules.GUARDED.stream().map(this::section).collect(Collectors.joining());
  }

  private String section(String module) {
    Sources sources = Sources.of(module);
    List<List<String>> rows =
        Modules.typesOf(module).stream()
            .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
            .flatMap(
                type -> settings(type, type.getAnnotation(ConfigMapping.class).prefix(), sources))
            .sorted(Comparator.comparing(Setting::name))
            .map(setting -> row(setting, sources))
            .toList();
    return rows.isEmpty()
        ? ""
        : "\n## %s\n\n".formatted(Modules.title(module))
            + Markdown.table(List.of("Setting", "Type", "Default", "Meaning"), rows);
  }

  private static Stream<Setting> settings(Class<?> type, String prefix, Sources sources) {
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .toList();
    Optional<String> fallback = methods.size() == 1 ? sources.javadoc(type) : Optional.empty();
    return methods.stream()
        .flatMap(
            method -> {
              String name = prefix + "." + kebab(method.getName()) + key(method);
              Class<?> value = valueType(method.getGenericReturnType());
              return value.getName().startsWith("dev.postern") && value.isInterface()
                  ? settings(value, name, sources)
                  : Stream.of(new Setting(name, method, fallback));
            });
  }

  private List<String> row(Setting setting, Sources sources) {
    Method method = setting.method();
    WithDefault byDefault = method.getAnnotation(WithDefault.class);
    boolean optional =
        method.getReturnType() == Optional.class || method.getReturnType() == Map.class;
    String without = optional ? "none" : "required";
    String value = byDefault == null ? without : orEmpty(byDefault.value());
    String meaning =
        Stream.concat(
                sources
                    .javadoc(method)
                    .or(setting::fallback)
                    .map(ConfigurationReference::withoutOwnName)
                    .filter(text -> !text.isEmpty())
                    .stream(),
                notes.find(setting.name()).stream())
            .collect(Collectors.joining(" "));
    return List.of(Markdown.code(setting.name()), type(method), value, meaning);
  }

  private static String withoutOwnName(String text) {
    String rest = OWN_NAME.matcher(text).replaceFirst("");
    return rest.isEmpty() ? "" : Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
  }

  private static String orEmpty(String value) {
    return value.isEmpty() ? "empty" : Markdown.code(value);
  }

  private static String type(Method method) {
    Type type = method.getGenericReturnType();
    Class<?> value = valueType(type);
    boolean many =
        Stream.of(Set.class, List.class)
            .anyMatch(list -> type.getTypeName().contains(list.getName()));
    if (value.isEnum() && !method.isAnnotationPresent(WithConverter.class)) {
      return Arrays.stream(value.getEnumConstants())
          .map(constant -> Markdown.code(kebab(String.valueOf(constant))))
          .collect(Collectors.joining(", "));
    }
    String one = value == Duration.class ? "duration" : word(value);
    return many ? "list of " + one : one;
  }

  private static String word(Class<?> value) {
    return value == String.class || value.isEnum()
        ? "text"
        : value
            .getSimpleName()
            .toLowerCase(Locale.ROOT)
            .replaceAll("^int(eger)?$|^long$", "number");
  }

  /** The type inside {@code Optional}, {@code Set} and {@code Map}. */
  private static Class<?> valueType(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return valueType(arguments[arguments.length - 1]);
    }
    return (Class<?>) type;
  }

  private static String key(Method method) {
    if (method.getReturnType() != Map.class
        || !(method.getGenericReturnType() instanceof ParameterizedType map)) {
      return "";
    }
    return map.getActualTypeArguments()[0] == String.class ? ".<name>" : ".<number>";
  }

  private static String kebab(String name) {
    return name.contains("_") || name.equals(name.toUpperCase(Locale.ROOT))
        ? name.toLowerCase(Locale.ROOT).replace('_', '-')
        : name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** Settings that neither their Javadoc nor a note explains. */
  List<String> unexplained() {
    List<String> unexplained = new ArrayList<>();
    text()
        .lines()
        .filter(line -> line.startsWith("| `") && line.endsWith("|  |"))
        .forEach(unexplained::add);
    return unexplained;
  }
}
