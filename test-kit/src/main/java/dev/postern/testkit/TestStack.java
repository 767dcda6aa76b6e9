package dev.postern.testkit;

import dev.postern.stack.Directories;
import dev.postern.stack.Layout;
import dev.postern.stack.Service;
import dev.postern.stack.Stack;
import dev.postern.stack.StackFailure;
import dev.postern.stack.StackFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One real stack for all integration tests of a module: fresh, on ports of its own, with real
 * PostgreSQL, real Redis, and the packaged services as processes. {@link TestStackConfig} says
 * which services, and how many processes of each.
 */
public final class TestStack {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path DATA = Path.of("target/stack").toAbsolutePath();
  private static final TestStackConfig CONFIG = TestStackConfig.load();
  private static final int LAST_LINES = 40;

  /** The tests make their own people; these are for what is printed and shown. */
  private static final int DEMO_CUSTOMERS = 40;

  public static final Layout LAYOUT = new Layout(HOME, DATA, CONFIG.portOffset());

  /** The number of processes of each service. */
  public static final int REPLICAS = CONFIG.replicas();

  /** Its file, or the reason why there is none. Started once, by the first test that needs it. */
  private static final Started STARTED = start();

  private record Started(Optional<StackFile> file, Optional<StackFailure> failure) {}

  private TestStack() {}

  /** The content of stack.json. */
  public static StackFile file() {
    return STARTED.file().orElseThrow(() -> STARTED.failure().orElseThrow());
  }

  public static List<Service> services() {
    return CONFIG.services();
  }

  public static boolean has(Service service) {
    return CONFIG.services().contains(service);
  }

  /** Fails each class of integration tests once, instead of each test, if there is no stack. */
  public static final class Required implements BeforeAllCallback {
    private static boolean isWarm;

    @Override
    public void beforeAll(ExtensionContext context) {
      file();
      if (!isWarm) {
        isWarm = true;
        WarmUp.everyReplica();
        TestLogs.startIsOver();
      }
    }
  }

  public static String url(Service service) {
    return url(service, 0);
  }

  public static String url(Service service, int replica) {
    return LAYOUT.url(service, replica);
  }

  public static String admin(Service service) {
    return admin(service, 0);
  }

  public static String admin(Service service, int replica) {
    return "http://localhost:" + LAYOUT.managementPort(service, replica);
  }

  /** The ids of the process with this name, and of all replicas if it is a service. */
  public static long[] pids(String name) {
    return file().processes().stream()
        .filter(process -> process.name().matches(name + "(-[0-9]+)?"))
        .mapToLong(StackFile.ProcessInfo::pid)
        .toArray();
  }

  public static Path ca() {
    return DATA.resolve("ca.pem");
  }

  /** One of the demo customers of the stack. */
  public static Person demoCustomer(int index) {
    StackFile.Customer customer = file().customers().get(index);
    return new Person(customer.username(), customer.password(), customer.customerId());
  }

  private static Started start() {
    Directories.delete(DATA);
    Stack.Size size = new Stack.Size(CONFIG.services(), CONFIG.replicas(), DEMO_CUSTOMERS);
    try {
      Stack stack = Stack.start(LAYOUT, new Stack.Options(size, true, extras(), line -> {}));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
      return new Started(Optional.of(stack.file()), Optional.empty());
    } catch (StackFailure failure) {
      printLogs();
      return new Started(Optional.empty(), Optional.of(failure));
    }
  }

  private static Map<Service, Stack.Extra> extras() {
    Map<Service, Stack.Extra> extras = new HashMap<>();
    for (Service service : CONFIG.services()) {
      List<String> jvmArguments =
          CONFIG.measured().filter(service::equals).isPresent() ? agent() : List.of();
      extras.put(service, new Stack.Extra(jvmArguments, CONFIG.properties(service)));
    }
    return extras;
  }

  /** The coverage agent, if the build measures. */
  private static List<String> agent() {
    String arguments = System.getProperty("postern.jvmArguments", "");
    return Arrays.stream(arguments.split(" ", -1)).filter(text -> !text.isBlank()).toList();
  }

  /** In CI the files are gone with the machine. */
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
