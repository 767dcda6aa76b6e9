package dev.postern.common.boot;

import dev.postern.common.audit.DecisionLine;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * Writes each decision as one line of the JSON log, under {@code postern.audit}.
 *
 * <p>Every field is cut at {@value #MAX_FIELD_CHARS} characters and stripped of control characters
 * before the JSON formatter escapes it, so a line stays one line of less than 8 KB, whatever a
 * caller sent.
 */
public final class JsonDecisionLog implements DecisionLog {
  static final int MAX_FIELD_CHARS = 256;
  private static final Logger LOGGER = Logger.getLogger("postern.audit");

  @Override
  public void record(Call call, Decision decision) {
    if (!LOGGER.isLoggable(Level.INFO)) {
      return;
    }
    DecisionLine event = DecisionLine.of(call, decision);
    ExtLogRecord line = new ExtLogRecord(Level.INFO, "decision", JsonDecisionLog.class.getName());
    line.setLoggerName(LOGGER.getName());
    put(line, "transport", call.transport());
    put(line, "route", call.route());
    put(line, "trace_id", call.traceId());
    put(line, "peer", call.client().toString());
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

  /** Escape sequences and line ends become {@code ?}: logs are also read in terminals. */
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
