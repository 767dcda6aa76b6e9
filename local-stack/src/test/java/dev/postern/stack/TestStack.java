package dev.postern.stack;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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

  /** As many as it takes for one to know what another does not. */
  static final int REPLICAS = 3;

  private static final StackFile FILE = start();

  private TestStack() {}

  /** What stack.json says of it. */
  static StackFile file() {
    return FILE;
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
    return FILE.processes().stream()
        .filter(process -> process.name().matches(name + "(-[0-9]+)?"))
        .mapToLong(StackFile.ProcessInfo::pid)
        .toArray();
  }

  static Path ca() {
    return DATA.resolve("ca.pem");
  }

  static StackFile.Customer customer(int index) {
    return FILE.customers().get(index);
  }

  private static StackFile start() {
    Folders.delete(DATA);
    String arguments = System.getProperty("postern.jvmArguments", "");
    List<String> jvmArguments =
        Arrays.stream(arguments.split(" ")).filter(argument -> !argument.isBlank()).toList();
    Stack stack =
        Stack.start(
            LAYOUT, new Stack.Options(REPLICAS, true, jvmArguments, PROPERTIES, line -> {}));
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return stack.file();
  }
}
