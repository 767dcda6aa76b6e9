package dev.postern.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code metrics.md}: the meters that the sources register. */
final class MetricsReference {
  private static final String INTRODUCTION =
      """
      At `/q/metrics` of the management port, in the format of Prometheus, beside those of Quarkus.
      [Watch Postern](../how-to/operate/watch.md) says which of them to alert on.
      """;

  private static final Set<String> METERS =
      Set.of("Gauge", "Counter", "Timer", "DistributionSummary");
  private static final Set<String> OF_REGISTRY = Set.of("counter", "gauge", "timer", "summary");

  /** A meter as the source registers it. */
  private record Meter(String name, String kind, String unit, String description, String tags) {

    /** As Prometheus names it. */
    String exported() {
      String unitSuffix = unit.isEmpty() ? "" : "_" + unit;
      String kindSuffix = kind.equals("counter") ? "_total" : "";
      String tagList = tags.isEmpty() ? "" : "{" + tags + "}";
      return name.replace('.', '_') + unitSuffix + kindSuffix + tagList;
    }
  }

  private final Notes notes;

  MetricsReference(Notes notes) {
    this.notes = notes;
  }

  String text() {
    return Markdown.document("Metrics", INTRODUCTION)
        + Modules.GUARDED.stream().map(this::section).collect(Collectors.joining());
  }

  private String section(String module) {
    Map<String, Meter> meters = new TreeMap<>();
    for (CompilationUnitTree unit : Sources.of(module).units()) {
      MeterReader reader = new MeterReader();
      reader.scan(unit, null);
      reader.scan(unit, null); // the constants are known now, wherever they stand
      reader.found.forEach(meter -> meters.putIfAbsent(meter.name(), meter));
    }
    List<List<String>> rows =
        meters.values().stream()
            .map(
                it ->
                    List.of(
                        Markdown.code(it.exported()),
                        it.kind(),
                        it.description().isEmpty()
                            ? notes.find("metric." + it.name()).orElse("")
                            : it.description() + "."))
            .toList();
    return rows.isEmpty()
        ? ""
        : "\n## %s\n\n".formatted(Modules.title(module))
            + Markdown.table(List.of("Metric", "Type", "Meaning"), rows);
  }

  /** Finds {@code Gauge.builder("name", …)…register(r)} and {@code r.counter("name", …)}. */
  private static final class MeterReader extends TreeScanner<Void, Void> {
    private final Map<String, String> constants = new HashMap<>();
    private final List<Meter> found = new ArrayList<>();

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      text(variable.getInitializer())
          .ifPresent(value -> constants.put(variable.getName().toString(), value));
      return super.visitVariable(variable, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      String method = name(call);
      if (method.equals("register")) {
        chain(call);
      } else if (OF_REGISTRY.contains(method) && !call.getArguments().isEmpty()) {
        text(call.getArguments().getFirst())
            .filter(name -> name.startsWith("postern."))
            .ifPresent(name -> found.add(new Meter(name, method, "", "", tags(call, 1))));
      }
      return super.visitMethodInvocation(call, null);
    }

    private void chain(MethodInvocationTree register) {
      Map<String, String> said = new HashMap<>();
      List<String> tags = new ArrayList<>();
      ExpressionTree receiver = receiver(register);
      while (receiver instanceof MethodInvocationTree call) {
        String method = name(call);
        Optional<String> first =
            call.getArguments().isEmpty() ? Optional.empty() : text(call.getArguments().getFirst());
        first.ifPresent(value -> said.put(method, value));
        if (method.equals("tag") || method.equals("tags")) {
          tags.add(tags(call, 0));
        }
        receiver = receiver(call);
      }
      if (receiver instanceof IdentifierTree type
          && METERS.contains(type.getName().toString())
          && said.containsKey("builder")) {
        found.add(
            new Meter(
                String.valueOf(said.get("builder")),
                type.getName().toString().toLowerCase(Locale.ROOT),
                said.getOrDefault("baseUnit", ""),
                said.getOrDefault("description", ""),
                String.join(", ", tags)));
      }
    }

    /** Of pairs of key and value, the keys. */
    private String tags(MethodInvocationTree call, int first) {
      List<String> keys = new ArrayList<>();
      for (int i = first; i + 1 < call.getArguments().size(); i += 2) {
        text(call.getArguments().get(i)).ifPresent(keys::add);
      }
      return String.join(", ", keys);
    }

    private Optional<String> text(ExpressionTree expression) {
      return switch (expression) {
        case LiteralTree literal when literal.getValue() instanceof String value ->
            Optional.of(value);
        case IdentifierTree constant ->
            Optional.ofNullable(constants.get(constant.getName().toString()));
        case null, default -> Optional.empty();
      };
    }

    private static String name(MethodInvocationTree call) {
      return call.getMethodSelect() instanceof MemberSelectTree select
          ? select.getIdentifier().toString()
          : call.getMethodSelect().toString();
    }

    private static ExpressionTree receiver(MethodInvocationTree call) {
      return call.getMethodSelect() instanceof MemberSelectTree select
          ? select.getExpression()
          : call.getMethodSelect();
    }
  }
}
