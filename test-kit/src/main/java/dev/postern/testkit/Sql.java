package dev.postern.testkit;

import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Direct access to the database of a service; that of auth-service by default. */
public final class Sql {
  private Sql() {}

  public static long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** All rows of a table, as text. */
  public static List<String> dump(String table) throws SQLException {
    return dump(Service.AUTH, table);
  }

  public static List<String> dump(Service service, String table) throws SQLException {
    try (Connection connection = connect(service);
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery("SELECT t::text FROM " + table + " t")) {
      List<String> dump = new ArrayList<>();
      while (rows.next()) {
        dump.add(rows.getString(1));
      }
      return dump;
    }
  }

  public static List<String> tables(Service service) throws SQLException {
    try (Connection connection = connect(service);
        Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      List<String> tables = new ArrayList<>();
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
      return tables;
    }
  }

  public static void execute(String statement) throws SQLException {
    execute(Service.AUTH, statement);
  }

  public static void execute(Service service, String statement) throws SQLException {
    try (Connection connection = connect(service);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  /** Blocks writes to this table until the result is closed. */
  public static AutoCloseable lockWrites(String table) throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("LOCK TABLE " + table + " IN SHARE MODE");
    }
    return connection::close;
  }

  /**
   * A transaction that has executed this statement; it is rolled back with the connection unless
   * committed.
   */
  public static Connection begin(String statement) throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
    return connection;
  }

  private static Connection connect() throws SQLException {
    return connect(Service.AUTH);
  }

  private static Connection connect(Service service) throws SQLException {
    StackFile.Postgres postgres = TestStack.file().postgres();
    String url = "jdbc:postgresql://localhost:" + postgres.port() + "/" + service.label();
    return DriverManager.getConnection(url, "postgres", postgres.password());
  }
}
