package dev.postern.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code grpc.md}: the services of the .proto files and their comments. */
final class GrpcReference {
  private static final Path CONTRACTS = Modules.ROOT.resolve("common/src/main/proto");
  private static final String INTRODUCTION =
      """
      The services share the TLS port with REST. Credentials travel as lower-case metadata. Every status but OK carries
      `google.rpc.ErrorInfo`: see [errors](errors.md).
      """;

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern SERVICE =
      Pattern.compile("(?ms)((?:^//[^\\n]*\\n)*)^service (\\w+) \\{\\n(.*?)^\\}");
  private static final Pattern RPC =
      Pattern.compile(
          "(?m)((?:^ +//[^\\n"
              + "]*\\n"
              + ")*)^ +rpc (\\w+)\\((stream )?(\\w+)\\) returns \\((stream )?(\\w+)\\)");

  private final Map<String, Endpoint> endpoints;

  GrpcReference(List<Endpoint> all) {
    this.endpoints =
        all.stream()
            .filter(it -> it.transport() == Endpoint.Transport.GRPC)
            .collect(Collectors.toMap(Endpoint::address, Function.identity()));
  }

  String text() {
    return Markdown.document("gRPC", INTRODUCTION)
        + contracts().stream().map(this::sections).collect(Collectors.joining());
  }

  private static List<Path> contracts() {
    try (Stream<Path> files = Files.walk(CONTRACTS)) {
      return files.filter(file -> file.toString().endsWith(".proto")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String sections(Path file) {
    String contract = read(file);
    Matcher named = PACKAGE.matcher(contract);
    String packageName = named.find() ? named.group(1) : "";
    String link = "../../" + Modules.ROOT.relativize(file);
    StringBuilder sections = new StringBuilder();
    for (Matcher service = SERVICE.matcher(contract); service.find(); ) {
      String name = packageName + "." + service.group(2);
      sections.append(
          "\n## %s\n\n%s[%s](%s)\n\n%s"
              .formatted(
                  name,
                  description(service.group(1)),
                  file.getFileName(),
                  link,
                  Markdown.table(
                      List.of("Method", "Request", "Response", "Access", "What it does"),
                      methods(name, service.group(3)))));
    }
    return sections.toString();
  }

  private List<List<String>> methods(String service, String body) {
    List<List<String>> rows = new ArrayList<>();
    for (Matcher rpc = RPC.matcher(body); rpc.find(); ) {
      Endpoint endpoint = endpoints.get(service + "/" + rpc.group(2));
      rows.add(
          List.of(
              Markdown.code(rpc.group(2)),
              message(rpc.group(3), rpc.group(4)),
              message(rpc.group(5), rpc.group(6)),
              endpoint == null ? "not implemented" : EndpointReference.access(endpoint),
              comment(rpc.group(1))));
    }
    return rows;
  }

  private static String message(String stream, String name) {
    return stream == null ? Markdown.code(name) : "stream of " + Markdown.code(name);
  }

  /** The prose of a comment, and its indented lines as code. */
  private static String description(String lines) {
    String prose = lines.replaceAll("(?m)^// {3}.*\\n", "");
    String code =
        lines
            .lines()
            .filter(line -> line.startsWith("//   "))
            .map(line -> "    " + line.substring("//   ".length()) + "\n")
            .collect(Collectors.joining());
    return Markdown.wrap(comment(prose)) + "\n" + (code.isEmpty() ? "" : "\n" + code + "\n");
  }

  private static String comment(String lines) {
    return lines.replaceAll("(?m)^ *// ?", "").replaceAll("\\s+", " ").strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
