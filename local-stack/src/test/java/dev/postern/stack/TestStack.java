package dev.postern.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One real stack for all integration tests of a run, fresh, on ports of its own: real PostgreSQL,
 * real Redis, and the packaged services as processes.
 */
final class TestStack {
  private static final int PORT_OFFSET = 10_000;
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path DATA = Path.of("target/stack").toAbsolutePath();
  static final Layout LAYOUT = new Layout(HOME, DATA, PORT_OFFSET);

  /** What would take minutes in production takes seconds here. */
  private static final Map<Service, Map<String, String>> PROPERTIES =
      Map.of(
          Service.AUTH,
              Map.of("postern.signing-keys.publish-lead", "2s", "postern.purge.every", "2s"),
          Service.CUSTOMER, Map.of("postern.guard.max-staleness", "5s"),
          Service.PROFILE, Map.of("postern.guard.max-staleness", "5s"));

  private static final int LAST_LINES = 40;

  /** As many as it takes for one to know what another does not. */
  static final int REPLICAS = 3;

  /** Its file, or why there is none: started once, whoever asks first. */
  private static final Started STARTED = start();

  private record Started(Optional<StackFile> file, Optional<StackFailure> failure) {}

  private TestStack() {}

  /** What stack.json says of it. */
  static StackFile file() {
    return STARTED.file().orElseThrow(() -> STARTED.failure().orElseThrow());
  }

  /** Each class of integration tests says once why there is no stack, instead of each test. */
  public static final class Required implements BeforeAllCallback {
    private static boolean isWarm;

    @Override
    public void beforeAll(ExtensionContext context) {
      file();
      if (!isWarm) {
        isWarm = true;
        WarmUp.everyReplica();
      }
    }
  }

  static String url(Service service) {
    return url(service, 0);
  }

  static String url(Service service, int replica) {
    return LAYOUT.url(service, replica);
  }

  static String admin(Service service) {
    return admin(service, 0);
  }

  static String admin(Service service, int replica) {
    return "http://localhost:" + LAYOUT.managementPort(service, replica);
  }

  /** Of the processes with this name, and of the other replicas of a service by its name. */
  static long[] pids(String name) {
    return file().processes().stream()
        .filter(process -> process.name().matches(name + "(-[0-9]+)?"))
        .mapToLong(StackFile.ProcessInfo::pid)
        .toArray();
  }

  static Path ca() {
    return DATA.resolve("ca.pem");
  }

  static StackFile.Customer customer(int index) {
    return file().customers().get(index);
  }

  private static Started start() {
    Directories.delete(DATA);
    String arguments = System.getProperty("postern.jvmArguments", "");
    List<String> jvmArguments =
        Arrays.stream(arguments.split(" ")).filter(argument -> !argument.isBlank()).toList();
    try {
      Stack stack =
          Stack.start(
              LAYOUT, new Stack.Options(REPLICAS, true, jvmArguments, PROPERTIES, line -> {}));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
      return new Started(Optional.of(stack.file()), Optional.empty());
    } catch (StackFailure failure) {
      printLogs();
      return new Started(Optional.empty(), Optional.of(failure));
    }
  }

  /** Where the files are gone with the machine, nobody could read on. */
  private static void printLogs() {
    try (Stream<Path> logs = Files.list(DATA.resolve("logs"))) {
      for (Path log : logs.sorted().toList()) {
        List<String> lines = Files.readAllLines(log);
        System.err.println("The end of " + log + ":");
        lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).forEach(System.err::println);
      }
    } catch (IOException unreadable) {
      System.err.println("No logs: " + unreadable);
    }
  }
}
