package dev.postern.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The sources of one module, parsed, and the Javadoc in them. */
final class Sources {
  private static final Pattern VALUE = Pattern.compile("\\{@value\\s+#?(\\w+)\\}");

  private final List<CompilationUnitTree> units;
  private final Map<String, String> javadoc = new HashMap<>();

  private Sources(List<CompilationUnitTree> units, Trees trees) {
    this.units = units;
    units.forEach(unit -> new JavadocReader(trees).scan(unit, null));
  }

  static Sources of(String module) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> found = Files.walk(Modules.sources(module))) {
      List<Path> paths = found.filter(path -> path.toString().endsWith(".java")).sorted().toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(paths));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      return new Sources(units, Trees.instance(task));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  List<CompilationUnitTree> units() {
    return units;
  }

  /** The Javadoc of a class, as Markdown in one line, without its block tags. */
  Optional<String> javadoc(Class<?> type) {
    return Optional.ofNullable(javadoc.get(type.getName())).map(text -> withValues(text, type));
  }

  /** The Javadoc of a method; overloads are not told apart. */
  Optional<String> javadoc(Method method) {
    return Optional.ofNullable(
            javadoc.get(method.getDeclaringClass().getName() + "#" + method.getName()))
        .map(text -> withValues(text, method.getDeclaringClass()));
  }

  /** Puts in the constants that {@code @value} names. */
  private static String withValues(String text, Class<?> type) {
    return VALUE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement("`" + value(type, match.group(1)) + "`"));
  }

  private static String value(Class<?> type, String constant) {
    try {
      Field field = type.getDeclaredField(constant);
      field.setAccessible(true);
      return String.valueOf(field.get(null));
    } catch (ReflectiveOperationException elsewhere) {
      return constant;
    }
  }

  private static String markdown(String comment) {
    return comment
        .replaceAll("(?s)(^|\\n)\\s*@(param|return|throws|see)\\b.*", "")
        .replaceAll("\\{@(?:code|literal)\\s+([^}]*)\\}", "`$1`")
        .replaceAll(
            "\\{@link(?:plain)?\\s+(?:[\\w.]*[.#])?(\\w+)(?:\\([^)]*\\))?(?:\\s+[^}]*)?\\}", "`$1`")
        .replaceAll("<p>", " ")
        .replaceAll("<[^>]+>", "")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** Collects comments under binary names: {@code a.Outer$Inner#method}. */
  private final class JavadocReader extends TreePathScanner<Void, Void> {
    private final Trees trees;
    private final Deque<String> enclosing = new ArrayDeque<>();

    JavadocReader(Trees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      String outer = enclosing.peek();
      String name =
          outer == null
              ? getCurrentPath().getCompilationUnit().getPackageName() + "." + type.getSimpleName()
              : outer + "$" + type.getSimpleName();
      note(name);
      enclosing.push(name);
      super.visitClass(type, null);
      enclosing.pop();
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      note(enclosing.peek() + "#" + method.getName());
      return super.visitMethod(method, null);
    }

    private void note(String name) {
      String comment = trees.getDocComment(getCurrentPath());
      if (comment != null && !markdown(comment).isEmpty()) {
        javadoc.putIfAbsent(name, markdown(comment));
      }
    }
  }
}
