package dev.postern.testkit;

import dev.postern.stack.StackFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test class: whatever the processes of the stack have logged since the last one holds
 * no secret that the tests know, no blocked event loop and no unexpected error. All processes are
 * read, and no test depends on another's lines.
 */
public final class TestLogs implements AfterAllCallback {
  private static final int SHORTEST_SECRET = 16;
  private static final int SHOWN = 1_000;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{" + SHORTEST_SECRET + ",}");
  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
  private static final Map<Path, Long> READ = new HashMap<>();

  /** Passwords and other secrets: no log may hold them. */
  static String secret(String text) {
    if (text.length() >= SHORTEST_SECRET) {
      SECRETS.add(text);
    }
    return text;
  }

  /** A token whose id may be shown: its last part may not. */
  static String opaque(String token) {
    secret(token.substring(token.lastIndexOf('_') + 1));
    return secret(token);
  }

  /** All lines of a process so far. */
  public static List<String> lines(String process) throws IOException {
    return Files.readAllLines(TestStack.LAYOUT.log(process), StandardCharsets.UTF_8);
  }

  /** The names of all service processes. */
  public static List<String> serviceProcesses() {
    return TestStack.file().processes().stream()
        .map(StackFile.ProcessInfo::name)
        .filter(name -> TestStack.services().stream().anyMatch(s -> name.startsWith(s.label())))
        .toList();
  }

  /**
   * Called when every endpoint has been called once. Until then a process loads classes, and on a
   * busy machine its event loop waits for that.
   */
  static void startIsOver() {
    try {
      check(true);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Nothing logged since the last check is a secret, a blocked event loop or an error. */
  public static void assertClean() throws IOException {
    check(false);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    check(context.getRequiredTestClass().isAnnotationPresent(Faults.class));
  }

  private static void check(boolean faults) throws IOException {
    rememberSecretsOfTheStack();
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<Path, List<String>> log : unread().entrySet()) {
      for (String line : log.getValue()) {
        String complaint = complaint(line, faults);
        if (!complaint.isEmpty()) {
          complaints.add(complaint + " in " + log.getKey().getFileName() + ": " + start(line));
        }
      }
    }
    if (!complaints.isEmpty()) {
      throw new AssertionError(String.join("\n", complaints));
    }
  }

  private static String complaint(String line, boolean faults) {
    if (line.contains("eyJ") || hasSecret(line)) {
      return "a secret";
    }
    if (!faults && line.contains("has been blocked for")) {
      return "a blocked event loop";
    }
    if (!faults && line.contains("\"level\":\"ERROR\"") && !isExpected(line)) {
      return "an error";
    }
    return "";
  }

  private static String start(String line) {
    return line.substring(0, Math.min(line.length(), SHOWN));
  }

  private static boolean hasSecret(String line) {
    Matcher words = WORD.matcher(line);
    while (words.find()) {
      if (SECRETS.contains(words.group())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isExpected(String line) {
    return isClosedByRedis(line) || isLateTimeout(line);
  }

  /** The client reports an idle connection that was closed just before its next use. */
  private static boolean isClosedByRedis(String line) {
    return line.contains("RedisConnectionManager") && line.contains("ClosedChannelException");
  }

  /** Mutiny reports a time-out whose caller no longer waits. */
  private static boolean isLateTimeout(String line) {
    return line.contains("MutinyInfrastructure") && line.contains("mutiny.TimeoutException");
  }

  private static void rememberSecretsOfTheStack() {
    StackFile stack = TestStack.file();
    opaque(stack.client().secret());
    opaque(stack.apiKey());
    secret(stack.hmacKey().secret());
    opaque(stack.admin().secret());
    secret(stack.postgres().password());
    stack.customers().forEach(customer -> secret(customer.password()));
  }

  /** The whole lines that were appended since the last call. */
  private static synchronized Map<Path, List<String>> unread() throws IOException {
    Map<Path, List<String>> unread = new HashMap<>();
    try (Stream<Path> logs = Files.list(TestStack.LAYOUT.log("any").getParent())) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        unread.put(log, read(log));
      }
    }
    return unread;
  }

  private static List<String> read(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = READ.getOrDefault(log, 0L);
      byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int end = text.lastIndexOf('\n') + 1;
      READ.put(log, from + end);
      return text.substring(0, end).lines().toList();
    }
  }
}
