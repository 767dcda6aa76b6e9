package dev.postern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks every Markdown document of the repository: links and anchors, length, and the tests that
 * the threat model names.
 */
class DocumentLinksTest {
  /** The folder of the repository; tests run in the folder of their module. */
  private static final Path ROOT = Modules.ROOT;

  private static final long MAX_README_LINES = 150;
  private static final int MAX_LINE_LENGTH = 160;

  /** Folders that hold what a build or an installation has put there. */
  private static final Set<String> GENERATED = Set.of("target", "node_modules");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```[ \t]*$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  /** {@code LoginIT.threat29…}: a class, and how the name of one of its methods begins. */
  private static final Pattern TEST_NAME =
      Pattern.compile(
          "`(?:([A-Z][A-Za-z0-9]*(?:Test|IT|Cases|Rules)))?(?:(?:\\.|…)([A-Za-z0-9]+)…?)?`");

  /** A class of ours in prose; protocol elements have no second capital or are listed. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("`((?!ErrorInfo)[A-Z][a-z]+[A-Z][A-Za-z]+)`");

  private final Map<Path, String> documents = documents();

  @Test
  void everyRelativeLinkAndAnchorResolves() {
    List<String> broken = new ArrayList<>();
    documents.forEach(
        (document, text) ->
            links(text)
                .filter(link -> !resolves(document, link))
                .forEach(link -> broken.add(ROOT.relativize(document) + ": " + link)));
    assertThat(documents).as("documents").hasSizeGreaterThan(100);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyDocumentIsLinkedFromAnother() {
    Set<Path> linked = new HashSet<>();
    documents.forEach(
        (document, text) ->
            links(text)
                .map(link -> target(document, link))
                .filter(target -> !target.equals(document))
                .forEach(linked::add));
    Set<Path> unlinked = new TreeSet<>(documents.keySet());
    unlinked.removeAll(linked);
    unlinked.remove(ROOT.resolve("README.md"));
    assertThat(unlinked).isEmpty();
  }

  @Test
  void theReadmeIsShort() {
    String readme = documents.getOrDefault(ROOT.resolve("README.md"), "");
    assertThat(readme.lines().count()).isBetween(1L, MAX_README_LINES);
  }

  /** Code and tables are excepted: they can't be wrapped. */
  @Test
  void noLineIsTooLong() {
    List<String> tooLong = new ArrayList<>();
    documents.forEach(
        (document, text) ->
            withoutCodeBlocks(text)
                .lines()
                .filter(line -> line.length() > MAX_LINE_LENGTH && !line.startsWith("|"))
                .forEach(line -> tooLong.add(ROOT.relativize(document) + ": " + line)));
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyTestThatTheThreatModelNamesExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    Path threatModel = ROOT.resolve("docs/explanation/threat-model.md");
    for (String line : Files.readAllLines(threatModel)) {
      String testClass = "";
      String cell =
          line.startsWith("|") ? line.substring(line.lastIndexOf('|', line.length() - 2)) : "";
      for (MatchResult name : TEST_NAME.matcher(cell).results().toList()) {
        testClass = name.group(1) == null ? testClass : name.group(1);
        String method = name.group(2) == null ? "" : name.group(2);
        String source = sources.getOrDefault(testClass, "");
        if (source.isEmpty() || !Pattern.compile("void \\w*" + method).matcher(source).find()) {
          missing.add(testClass + "." + method);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** A reader follows the names from the document to the code. */
  @Test
  void everyClassOnThePathOfOneRequestExists() {
    Set<String> classes = new HashSet<>();
    visit(".java", file -> classes.add(file.getFileName().toString().replace(".java", "")));
    String path = documents.getOrDefault(ROOT.resolve("docs/explanation/one-request.md"), "");
    List<String> named =
        CLASS_NAME.matcher(path).results().map(name -> name.group(1)).distinct().toList();
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(classes).containsAll(named);
  }

  private boolean resolves(Path document, String link) {
    Path target = target(document, link);
    if (!target.startsWith(ROOT) || !Files.exists(target)) {
      return false;
    }
    int mark = link.indexOf('#');
    return mark < 0
        || !documents.containsKey(target)
        || anchors(documents.getOrDefault(target, "")).contains(link.substring(mark + 1));
  }

  private static Path target(Path document, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? document : document.resolveSibling(path).normalize();
  }

  /** Relative links, without those in code. */
  private static Stream<String> links(String text) {
    String prose = CODE.matcher(withoutCodeBlocks(text)).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !SCHEME.matcher(link).matches());
  }

  /** The anchors of the headings, as the hosts of repositories make them. */
  private static Set<String> anchors(String text) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    HEADING
        .matcher(withoutCodeBlocks(text))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .forEach(
            anchor -> {
              int before = seen.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(before == 0 ? anchor : anchor + "-" + before);
            });
    return anchors;
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static String withoutCodeBlocks(String text) {
    return CODE_BLOCK.matcher(text).replaceAll("");
  }

  private static Map<Path, String> documents() {
    Map<Path, String> documents = new TreeMap<>();
    visit(".md", file -> documents.put(file, read(file)));
    return documents;
  }

  private static Map<String, String> testSources() {
    Map<String, String> sources = new HashMap<>();
    visit(
        ".java",
        file -> {
          if (file.toString().contains("/src/test/")) {
            sources.merge(
                file.getFileName().toString().replace(".java", ""), read(file), String::concat);
          }
        });
    return sources;
  }

  private static void visit(String suffix, Consumer<Path> action) {
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              boolean isHidden = name.startsWith(".") && !folder.equals(ROOT);
              return isHidden || GENERATED.contains(name)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(suffix)) {
                action.accept(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
