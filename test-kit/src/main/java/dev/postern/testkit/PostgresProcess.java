package dev.postern.testkit;

import dev.postern.stack.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Faults of the stack's PostgreSQL. */
public final class PostgresProcess {
  private static final Path FOLDER = TestStack.LAYOUT.data().resolve("postgres");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private PostgresProcess() {}

  /** The process id of the postmaster, from its own file. */
  public static long pid() {
    try {
      return Long.parseLong(
          Files.readAllLines(FOLDER.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Terminates all connections of the services. */
  public static void terminateBackends() throws SQLException {
    Sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
            + Database.USER
            + "'");
  }

  /** Kills one of the services' backends: the postmaster then ends all others, and recovers. */
  public static void crash() throws Exception {
    long backend =
        Sql.number(
            "SELECT pid FROM pg_stat_activity WHERE usename = '"
                + Database.USER
                + "' AND datname = 'auth' LIMIT 1");
    Paused.signal("-KILL", List.of(backend));
  }

  /** Kills the postmaster, whereupon its children end, and starts it again. */
  public static void killAndRestart() throws Exception {
    ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
    List<ProcessHandle> children = postmaster.children().toList();
    List<String> command = commandLine(postmaster.pid());
    postmaster.destroyForcibly();
    postmaster.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    for (ProcessHandle child : children) {
      child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(TestStack.LAYOUT.log("postgres").toFile()))
        .start();
  }

  /** PostgreSQL refuses to run as root; as root, run it in a user namespace without privileges. */
  private static List<String> commandLine(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
    Stream<String> command =
        Arrays.stream(line.split("\0", -1)).filter(argument -> !argument.isEmpty());
    return System.getProperty("user.name").equals("root")
        ? Stream.concat(Stream.of("unshare", "-U"), command).toList()
        : command.toList();
  }

  public static void setReadOnly(boolean readOnly) throws SQLException {
    Sql.execute("ALTER SYSTEM SET default_transaction_read_only = " + (readOnly ? "on" : "off"));
    Sql.execute("SELECT pg_reload_conf()");
    Await.until(
        "read-only " + readOnly,
        PATIENCE,
        () ->
            Sql.number("SELECT (current_setting('default_transaction_read_only') = 'on')::int")
                == (readOnly ? 1 : 0));
  }
}
