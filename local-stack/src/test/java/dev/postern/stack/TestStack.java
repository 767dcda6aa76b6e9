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
      Map.of(Service.AUTH, Map.of("postern.signing-keys.publish-lead", "2s"));

  private static final StackFile FILE = start();

  private TestStack() {}

  /** What stack.json says of it. */
  static StackFile file() {
    return FILE;
  }

  static String url(Service service) {
    return LAYOUT.url(service, 0);
  }

  static String admin(Service service) {
    return "http://localhost:" + LAYOUT.managementPort(service, 0);
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
        Stack.start(LAYOUT, new Stack.Options(1, true, jvmArguments, PROPERTIES, line -> {}));
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return stack.file();
  }
}
