package dev.postern.architecture;

import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.SignaturePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What every guarded endpoint answers to every combination of credentials.
 *
 * <p>Endpoints with the same outcomes stand together, and so do states of a credential with the
 * same outcomes. The largest set of such states is {@code else}.
 */
final class AuthorizationMatrix {
  private static final String SCOPE = "scope";

  /** So many states with the same outcomes are not named any more. */
  private static final int LEAST_ELSE = 3;

  private static final String INTRODUCTION =
      """
      Generated from the code by AuthorizationMatrixTest: the decisions of the real pipeline.
      Every endpoint is called with every combination of these states of its credentials:
      "*" is any state, "a | b" is either, "else" is any state that has no line of its own, and an
      empty cell repeats the one above. "scope" is an access token with the endpoint's scope.
      An outcome is ALLOWED or the reason of the refusal.
      """;

  /** The outcomes of one endpoint, one line for each set of combinations. */
  private record Outcomes(List<String> credentials, List<List<String>> rows) {}

  private final Wallet wallet = new Wallet();
  private final Decisions decisions = new Decisions(wallet);

  String text(List<Endpoint> endpoints) {
    Map<Outcomes, List<Endpoint>> groups =
        endpoints.stream()
            .filter(endpoint -> endpoint.guarded().isPresent())
            .collect(
                Collectors.groupingBy(this::outcomes, LinkedHashMap::new, Collectors.toList()));
    return groups.entrySet().stream()
        .map(group -> title(group.getValue()) + "\n" + table(group.getKey()))
        .collect(Collectors.joining("\n", INTRODUCTION + "\n", ""));
  }

  private Outcomes outcomes(Endpoint endpoint) {
    Guarded guarded = endpoint.guarded().orElseThrow();
    List<Presented> dimensions = dimensions(guarded);
    List<String> names = new ArrayList<>(dimensions.stream().map(Presented::credential).toList());
    names.add("outcome");
    return new Outcomes(names, rows(endpoint, guarded, dimensions, List.of()));
  }

  /** What the endpoint looks at. An API key is refused even where none is needed. */
  private List<Presented> dimensions(Guarded guarded) {
    Set<CredentialKind> needs = Set.of(guarded.needs());
    if (!needs.contains(CredentialKind.ACCESS_TOKEN)) {
      return List.of(Presented.customersOwn(wallet), Presented.apiKey(wallet));
    }
    List<Presented> dimensions = new ArrayList<>();
    dimensions.add(Presented.accessToken(wallet, scopes(guarded)));
    if (guarded.signature() != SignaturePolicy.NONE) {
      dimensions.add(Presented.signature());
    }
    dimensions.add(Presented.apiKey(wallet));
    if (needs.contains(CredentialKind.CUSTOMER)) {
      dimensions.add(Presented.customer(wallet));
    }
    return dimensions;
  }

  private static Map<String, String> scopes(Guarded guarded) {
    Map<String, String> scopes = new LinkedHashMap<>();
    scopes.put(SCOPE, guarded.scope());
    if (!guarded.scopeWithoutCustomerToken().isEmpty()) {
      scopes.put(
          SCOPE + " and " + guarded.scopeWithoutCustomerToken(),
          guarded.scope() + " " + guarded.scopeWithoutCustomerToken());
    }
    return scopes;
  }

  /** The rows below a choice of states; states whose rows are equal are put together. */
  private List<List<String>> rows(
      Endpoint endpoint, Guarded guarded, List<Presented> left, List<Presented.State> chosen) {
    if (left.isEmpty()) {
      Attempt attempt = new Attempt(endpoint);
      chosen.forEach(state -> state.present().accept(attempt));
      return List.of(List.of(decisions.decide(guarded, attempt)));
    }
    Map<List<List<String>>, List<String>> statesByRows = new LinkedHashMap<>();
    for (Presented.State state : left.getFirst().states()) {
      List<Presented.State> more = new ArrayList<>(chosen);
      more.add(state);
      List<List<String>> below = rows(endpoint, guarded, left.subList(1, left.size()), more);
      statesByRows.computeIfAbsent(below, names -> new ArrayList<>()).add(state.name());
    }
    return merged(statesByRows);
  }

  private static List<List<String>> merged(Map<List<List<String>>, List<String>> statesByRows) {
    if (statesByRows.size() == 1) {
      return below("*", statesByRows.keySet().iterator().next());
    }
    Comparator<Map.Entry<List<List<String>>, List<String>>> bySize =
        Comparator.comparingInt(entry -> entry.getValue().size());
    var largest = statesByRows.entrySet().stream().max(bySize).orElseThrow();
    boolean named = largest.getValue().size() < LEAST_ELSE;
    List<List<String>> rows = new ArrayList<>();
    statesByRows.forEach(
        (row, states) -> {
          if (named || !row.equals(largest.getKey())) {
            rows.addAll(below(String.join(" | ", states), row));
          }
        });
    if (!named) {
      rows.addAll(below("else", largest.getKey()));
    }
    return rows;
  }

  private static List<List<String>> below(String state, List<List<String>> rows) {
    return rows.stream().map(row -> prepend(state, row)).toList();
  }

  private static List<String> prepend(String first, List<String> row) {
    List<String> all = new ArrayList<>();
    all.add(first);
    all.addAll(row);
    return all;
  }

  private static String title(List<Endpoint> endpoints) {
    List<List<String>> rows =
        endpoints.stream()
            .map(
                it ->
                    List.of(
                        it.transport().name(),
                        it.address(),
                        it.guarded().map(Guarded::scope).orElse(""),
                        it.service(),
                        it.route()))
            .toList();
    return "=".repeat(80) + "\n" + columns(rows);
  }

  private static String table(Outcomes outcomes) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(outcomes.credentials());
    List<String> above = List.of();
    for (List<String> row : outcomes.rows()) {
      lines.add(withoutRepeats(row, above));
      above = row;
    }
    return columns(lines).indent(4);
  }

  /** Cells that repeat the row above from the left on are left empty; the outcome never is. */
  private static List<String> withoutRepeats(List<String> row, List<String> above) {
    List<String> shown = new ArrayList<>(row);
    for (int i = 0;
        i < row.size() - 1 && !above.isEmpty() && row.get(i).equals(above.get(i));
        i++) {
      shown.set(i, "");
    }
    return shown;
  }

  private static String columns(List<List<String>> rows) {
    return rows.stream()
        .map(row -> line(row, i -> width(rows, i)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(List<String> row, Function<Integer, Integer> width) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i));
      line.repeat(' ', Math.max(0, width.apply(i) - row.get(i).length()) + 2);
    }
    return line.toString().stripTrailing();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
