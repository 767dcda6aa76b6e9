package dev.postern.common.boot;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * Writes each decision as one line of the JSON log, under {@code postern.audit}.
 *
 * <p>Every field is cut at {@value #MAX_FIELD_CHARS} characters and stripped of control characters
 * before the JSON formatter escapes it, so a line stays a line and stays below 8 KB whatever a
 * caller sent.
 */
public final class JsonAuditLog implements AuditLog {
  static final int MAX_FIELD_CHARS = 256;
  private static final Logger LOGGER = Logger.getLogger("postern.audit");

  @Override
  public void record(AuditEvent event) {
    if (!LOGGER.isLoggable(Level.INFO)) {
      return;
    }
    ExtLogRecord line = new ExtLogRecord(Level.INFO, "decision", JsonAuditLog.class.getName());
    line.setLoggerName(LOGGER.getName());
    put(line, "transport", event.call().transport());
    put(line, "route", event.call().route());
    put(line, "trace_id", event.call().traceId());
    put(line, "peer", event.call().peer());
    put(line, "outcome", event.outcome().name());
    put(line, "reason", event.reason());
    put(line, "detail", event.detail());
    event.client().ifPresent(client -> put(line, "client", client));
    event.customer().ifPresent(customer -> put(line, "customer", customer));
    LOGGER.logRaw(line);
  }

  private static void put(ExtLogRecord line, String field, String value) {
    line.putMdc(field, printable(value));
  }

  /** Escape sequences and line ends become {@code ?}: a log is read in terminals too. */
  static String printable(String value) {
    StringBuilder text = new StringBuilder();
    value
        .codePoints()
        .limit(MAX_FIELD_CHARS)
        .forEach(c -> text.appendCodePoint(isPrintable(c) ? c : '?'));
    return text.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
