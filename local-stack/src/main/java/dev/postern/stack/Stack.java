package dev.postern.stack;

import dev.postern.stack.StackFile.Postgres;
import dev.postern.stack.StackFile.ProcessInfo;
import dev.postern.stack.StackFile.RegisteredClient;
import dev.postern.stack.StackFile.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL, Redis and the services. It starts them in this order and stops them in reverse.
 * If a start fails, it stops everything already started.
 */
public final class Stack implements AutoCloseable {

  /**
   * The parts of the stack.
   *
   * @param services auth-service among them, because it seeds the stack
   * @param replicas the number of processes of each service
   * @param demoCustomers the number of invented customers, if customer-service is one of them
   */
  public record Size(List<Service> services, int replicas, int demoCustomers) {
    public Size {
      services = List.copyOf(services);
    }

    /** All services with all the demo data. */
    public static Size full(int replicas) {
      return new Size(List.of(Service.values()), replicas, DemoData.CUSTOMERS);
    }
  }

  /**
   * Additions for one service.
   *
   * @param properties take precedence over the stack's own
   */
  public record Extra(List<String> jvmArguments, Map<String, String> properties) {
    static final Extra NONE = new Extra(List.of(), Map.of());
  }

  /**
   * Options of a start.
   *
   * @param fresh whether to delete the data of an earlier run
   * @param extras additions by service
   * @param progress receives one line per step
   */
  public record Options(
      Size size, boolean fresh, Map<Service, Extra> extras, Consumer<String> progress) {

    List<Service> services() {
      return size.services();
    }

    int replicas() {
      return size.replicas();
    }

    Extra extra(Service service) {
      return extras.getOrDefault(service, Extra.NONE);
    }
  }

  private final Layout layout;
  private final Options options;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final List<Processes.RecordedProcess> parts = new ArrayList<>();
  private final Processes processes;

  private Stack(Layout layout, Options options) {
    this.layout = layout;
    this.options = options;
    this.processes = new Processes(layout);
  }

  /**
   * Starts all processes, seeds a new stack, writes stack.json, and returns when all services are
   * ready.
   *
   * @throws StackFailure if a part does not start
   */
  public static Stack start(Layout layout, Options options) {
    Stack stack = new Stack(layout, options);
    try {
      stack.start();
      return stack;
    } catch (RuntimeException failure) {
      stack.close();
      throw failure;
    }
  }

  /** The contents of stack.json. */
  public StackFile file() {
    return PrivateFiles.readJson(layout.stackFile(), StackFile.class);
  }

  /** A message about the first process that has ended, if any. */
  public Optional<String> endedProcess() {
    return parts.stream()
        .filter(part -> part.running().isEmpty())
        .map(part -> part.name() + " has ended unexpectedly: see " + part.log())
        .findFirst();
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // stopping must not be cut short by an interrupt
    try {
      stopAll();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stopAll() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception failure) {
        options.progress().accept("could not stop a part of the stack: " + failure.getMessage());
      }
    }
    if (!parts.isEmpty()) {
      Directories.delete(layout.stackFile());
      processes.deleteRecords();
    }
  }

  private void start() {
    if (processes.supervisor().isPresent()) {
      throw new StackFailure(
          "the stack is already running: ./postern status shows it, ./postern down stops it");
    }
    if (processes.stop()) {
      say("Stopped the remaining processes of an earlier stack");
    }
    Ports.checkFree(layout, options.size());
    deleteOldData();
    copyServices();
    track(Processes.SUPERVISOR, ProcessHandle.current().pid(), layout.log("stack"));
    Secrets secrets = Secrets.loadOrCreate(layout);
    Certificates certificates = Certificates.loadOrCreate(layout);
    say("Starting PostgreSQL and Redis");
    Database database = Database.start(layout, secrets, options.services());
    running.push(database);
    track("postgres", database.pid(), layout.log("postgres"));
    Redis redis = Redis.start(layout);
    running.push(redis);
    track("redis", redis.pid(), layout.log("stack"));
    ServiceConfig config = new ServiceConfig(layout, secrets, certificates);
    say("Starting %d services".formatted(options.services().size() * options.replicas()));
    for (int replica = 0; replica < options.replicas(); replica++) {
      launchAll(replica, config);
    }
    Seed seed = new Seeder(layout, new ApiClient(certificates.ca()), secrets, options).loadOrSeed();
    PrivateFiles.writeJson(layout.vendorFile(), vendor(seed));
    PrivateFiles.writeJson(layout.stackFile(), describe(secrets, seed));
  }

  /**
   * Launches one replica of every service. More at the same time would only slow each other down.
   */
  private void launchAll(int replica, ServiceConfig config) {
    int before = services.size();
    for (Service service : options.services()) {
      launch(service, replica, config);
    }
    for (ServiceProcess service : services.subList(before, services.size())) {
      service.awaitReady();
      say(service.name() + " is ready");
    }
  }

  private void launch(Service service, int replica, ServiceConfig config) {
    Extra extra = options.extra(service);
    Path file = config.write(service, replica, extra.properties());
    ServiceProcess process =
        ServiceProcess.start(
            layout, new ServiceProcess.Replica(service, replica), file, extra.jvmArguments());
    running.push(process);
    services.add(process);
    track(process.name(), process.pid(), process.log());
  }

  private void track(String name, long pid, Path log) {
    parts.add(processes.add(name, pid, layout.home().relativize(log).toString()));
  }

  /** Deletes the data if asked to, or if an interrupted first start left it incomplete. */
  private void deleteOldData() {
    boolean interrupted = Files.exists(layout.data().resolve("postgres")) && !Seeder.isDone(layout);
    if (interrupted && !options.fresh()) {
      say("The first start was interrupted: starting again from scratch");
    }
    if (interrupted || options.fresh()) {
      Stream.of("postgres", "tls", "config", "ca.pem", "secrets.json", "seed.json")
          .map(layout.data()::resolve)
          .forEach(Directories::delete);
    }
  }

  private void copyServices() {
    for (Service service : options.services()) {
      if (!Files.exists(layout.built(service))) {
        throw new StackFailure(service.module() + " is not built: run ./mvnw -DskipTests package");
      }
      Directories.delete(layout.running(service));
      Directories.copy(layout.built(service), layout.running(service));
    }
  }

  private static Map<String, String> vendor(Seed seed) {
    return Map.of(
        "client_id", seed.client().id(),
        "client_secret", seed.client().secret(),
        "api_key", seed.apiKey());
  }

  private StackFile describe(Secrets secrets, Seed seed) {
    return new StackFile(
        layout.home().relativize(layout.data().resolve("ca.pem")).toString(),
        perService(service -> replica -> layout.url(service, replica)),
        perService(service -> r -> "http://localhost:" + layout.managementPort(service, r)),
        new Postgres(
            "localhost",
            layout.postgresPort(),
            Database.USER,
            secrets.postgresPassword(),
            options.services().stream().map(Service::label).toList()),
        "redis://localhost:" + layout.redisPort(),
        seed.client(),
        seed.apiKey(),
        seed.hmacKey(),
        new RegisteredClient(ServiceConfig.OPERATOR, secrets.operatorSecret()),
        seed.customers(),
        processes());
  }

  private Map<String, List<String>> perService(Function<Service, IntFunction<String>> url) {
    return options.services().stream()
        .collect(
            Collectors.toMap(
                Service::label,
                service ->
                    IntStream.range(0, options.replicas()).mapToObj(url.apply(service)).toList(),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  private List<ProcessInfo> processes() {
    return parts.stream()
        .map(p -> new ProcessInfo(p.name(), p.pid(), p.startedAt().toString(), p.log()))
        .toList();
  }

  private void say(String line) {
    options.progress().accept(line);
  }
}
