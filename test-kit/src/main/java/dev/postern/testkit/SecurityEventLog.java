package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.StreamSupport;

/** The log of security events, as operators read it. */
public final class SecurityEventLog {
  public static final String PATH = "/admin/v1/events";

  private SecurityEventLog() {}

  /** The number of the last event. */
  public static long head() throws SQLException {
    return Sql.number("SELECT seq FROM security_event_head");
  }

  /** The events that follow the one with this number. */
  public static List<JsonNode> after(long seq) {
    JsonNode items = Operator.send("GET", PATH + "?limit=200&after=" + seq).json().get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }
}
