package dev.postern.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A real PostgreSQL server on this machine, with one database per service and password
 * authentication only.
 */
public final class Database implements AutoCloseable {
  public static final String USER = "postern";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

  private static final String PG_HBA =
      """
      local all all scram-sha-256
      host  all all 127.0.0.1/32 scram-sha-256
      host  all all ::1/128      scram-sha-256
      """;

  private final EmbeddedPostgres server;
  private final Path folder;

  private Database(EmbeddedPostgres server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** The process id of the server, from its own pid file. */
  long pid() {
    return postmaster(folder).orElse(-1L);
  }

  static Database start(Layout layout, Secrets secrets, List<Service> services) {
    Path folder = layout.data().resolve("postgres");
    boolean isFirstStart = !Files.exists(folder.resolve("PG_VERSION"));
    try {
      Files.createDirectories(layout.log("postgres").getParent());
      Redirect log = Redirect.appendTo(layout.log("postgres").toFile());
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPort(layout.postgresPort())
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              .setConnectConfig("password", secrets.postgresPassword())
              .setServerConfig("listen_addresses", "localhost")
              .setServerConfig("max_connections", "200")
              // The embedded server's defaults favour speed and could lose acknowledged commits.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setPGStartupWait(START_TIMEOUT)
              .setOutputRedirector(log)
              .setErrorRedirector(log)
              .start();
      if (isFirstStart) {
        prepare(server, folder, secrets, services);
      }
      return new Database(server, folder);
    } catch (IOException | SQLException | IllegalStateException failure) {
      postmaster(folder).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
      throw new StackFailure(
          "PostgreSQL did not start (" + failure.getMessage() + "): see " + layout.log("postgres"),
          failure);
    }
  }

  /**
   * Creates the databases and the role of the services, which owns these databases and nothing
   * else.
   */
  private static void prepare(
      EmbeddedPostgres server, Path folder, Secrets secrets, List<Service> services)
      throws SQLException, IOException {
    String password = secrets.postgresPassword();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
      sql.execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + password + "'");
      for (Service service : services) {
        sql.execute("CREATE DATABASE " + service.label() + " OWNER " + USER);
      }
      Files.writeString(folder.resolve("pg_hba.conf"), PG_HBA);
      sql.execute("SELECT pg_reload_conf()");
    }
  }

  private static Optional<Long> postmaster(Path folder) {
    try {
      Path file = folder.resolve("postmaster.pid");
      return Files.exists(file)
          ? Optional.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
          : Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
