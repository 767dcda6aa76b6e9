package dev.postern.customer.database;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A real PostgreSQL with the tables as the migrations make them. */
public final class TestDatabase implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** In their order; {@link #startAt} stops after one of them. */
  private static final List<String> MIGRATIONS =
      List.of(
          "V1__customer",
          "V2__session",
          "V3__customer_life",
          "V4__session_order",
          "V5__revocation_order");

  private final EmbeddedPostgres server;
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private final List<String> missing = new ArrayList<>(MIGRATIONS);

  private TestDatabase(EmbeddedPostgres server) {
    this.server = server;
    this.pool =
        PgBuilder.pool()
            .connectingTo(
                new PgConnectOptions()
                    .setHost("localhost")
                    .setPort(server.getPort())
                    .setDatabase("postgres")
                    .setUser("postgres"))
            .with(new PoolOptions().setMaxSize(4))
            .using(vertx)
            .build();
  }

  /** With all migrations. */
  public static TestDatabase start() {
    return startAt(MIGRATIONS.getLast());
  }

  /** With the migrations up to this one. */
  public static TestDatabase startAt(String last) {
    try {
      TestDatabase database = new TestDatabase(EmbeddedPostgres.start());
      while (!database.missing.isEmpty() && database.isBefore(last)) {
        database.migrate();
      }
      return database;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private boolean isBefore(String last) {
    return MIGRATIONS.indexOf(missing.getFirst()) <= MIGRATIONS.indexOf(last);
  }

  /** Runs the next migration. */
  public void migrate() {
    String name = missing.removeFirst();
    try (InputStream file =
        TestDatabase.class.getResourceAsStream("/db/migration/" + name + ".sql")) {
      execute(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public Pool pool() {
    return pool;
  }

  public io.vertx.core.Vertx vertx() {
    return vertx.getDelegate();
  }

  public void execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The first column of the first row. */
  public String text(String sql) {
    return pool.query(sql)
        .execute()
        .map(rows -> String.valueOf(rows.iterator().next().getValue(0)))
        .await()
        .atMost(PATIENCE);
  }

  @Override
  public void close() {
    pool.closeAndAwait();
    vertx.closeAndAwait();
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
