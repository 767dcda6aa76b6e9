package dev.postern.architecture;

import dev.postern.architecture.Endpoint.Transport;
import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.SignaturePolicy;
import dev.postern.common.auth.WhenStale;
import jakarta.ws.rs.Consumes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code rest.md} and {@code authorization-matrix.md}: what can be called, and by whom. */
final class EndpointReference {
  private static final String REST =
      """
      The methods of each service, and what a caller must present; [authorization-matrix](authorization-matrix.md) has the details. The
      schemas are at `/q/openapi` of the management port of each service. `open` means that the guard asks for no credential. The method
      may authenticate its caller itself, as the OAuth endpoints do; [open-endpoints.txt](open-endpoints.txt) has the reason.
      """;
  private static final String MATRIX =
      """
      What each method asks for, over REST and gRPC. [authz-matrix.txt](authz-matrix.txt) has the outcome of every combination of
      credentials, and [open-endpoints.txt](open-endpoints.txt) the reason why a method is open.
      """;

  private final List<Endpoint> endpoints;
  private final Map<String, Sources> sources =
      Modules.GUARDED.stream().collect(Collectors.toMap(Function.identity(), Sources::of));

  EndpointReference(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  String rest() {
    return Markdown.document("REST", REST)
        + sections(
            it -> it.transport() == Transport.REST,
            List.of("Method and path", "Access", "What it does"),
            it -> List.of(Markdown.code(it.address()), access(it), description(it)));
  }

  String matrix() {
    return Markdown.document("Authorization matrix", MATRIX)
        + sections(
            it -> true,
            List.of("Method", "Credentials", "Scope", "Signature", "While revocations are stale"),
            EndpointReference::matrixRow);
  }

  /** {@code access token}, {@code API key}, {@code admin:clients:read}, or {@code open}. */
  static String access(Endpoint endpoint) {
    return endpoint
        .guarded()
        .map(
            guarded -> {
              String scope =
                  guarded.scope().isEmpty() ? "" : "; scope " + Markdown.code(guarded.scope());
              return credentials(guarded) + scope;
            })
        .orElse("open");
  }

  private static List<String> matrixRow(Endpoint endpoint) {
    Optional<Guarded> guarded = endpoint.guarded();
    return List.of(
        Markdown.code(endpoint.address()),
        guarded.map(EndpointReference::credentials).orElse("open"),
        guarded.map(EndpointReference::scope).orElse(""),
        guarded
            .map(Guarded::signature)
            .filter(policy -> policy != SignaturePolicy.NONE)
            .map(EndpointReference::word)
            .orElse(""),
        guarded.map(Guarded::whenStale).map(EndpointReference::stale).orElse(""));
  }

  private static String credentials(Guarded guarded) {
    return Arrays.stream(guarded.needs())
        .map(EndpointReference::word)
        .map(word -> word.replace("api key", "API key"))
        .collect(Collectors.joining(", "));
  }

  private static String scope(Guarded guarded) {
    return guarded.scopeWithoutCustomerToken().isEmpty()
        ? Markdown.code(guarded.scope())
        : Markdown.code(guarded.scope())
            + "; without a customer token also "
            + Markdown.code(guarded.scopeWithoutCustomerToken());
  }

  private static String stale(WhenStale policy) {
    return switch (policy) {
      case DENY -> "503";
      case ALLOW -> "allowed";
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String description(Endpoint endpoint) {
    Sources module = sources.get(endpoint.module());
    String text =
        Optional.ofNullable(module)
            .flatMap(
                it ->
                    it.javadoc(endpoint.method())
                        .or(() -> it.javadoc(endpoint.method().getDeclaringClass())))
            .map(Markdown::firstSentence)
            .orElse("");
    Consumes consumes = endpoint.method().getAnnotation(Consumes.class);
    return consumes == null
        ? text
        : text + " Reads " + Markdown.code(String.join("`, `", consumes.value())) + ".";
  }

  private String sections(
      java.util.function.Predicate<Endpoint> which,
      List<String> head,
      Function<Endpoint, List<String>> row) {
    Map<String, List<List<String>>> sections = new LinkedHashMap<>();
    endpoints.stream()
        .filter(which)
        .forEach(
            it ->
                sections.computeIfAbsent(it.service(), s -> new ArrayList<>()).add(row.apply(it)));
    return sections.entrySet().stream()
        .map(
            section ->
                "\n## %s\n\n".formatted(section.getKey())
                    + Markdown.table(head, section.getValue()))
        .collect(Collectors.joining());
  }
}
