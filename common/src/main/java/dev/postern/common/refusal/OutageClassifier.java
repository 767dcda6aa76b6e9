package dev.postern.common.refusal;

import dev.postern.common.auth.AuthError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.TimeoutException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells an outage of a dependency, which is 503, from a bug, which is 500. */
public final class OutageClassifier {
  private static final Set<Status.Code> GRPC_OUTAGES =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  /**
   * PostgreSQL is shutting down, starting, full, read-only or away, or has ended a deadlock:
   * SQLSTATE 57P01 to 57P03, 53300, 25006, 08…, 40P01.
   */
  private static final Pattern DATABASE_GOING =
      Pattern.compile("\\((57P0[1-3]|53300|25006|40P01|08[0-9A-Z]{3})\\)");

  private OutageClassifier() {}

  /** The refusal for an outage; any other failure unchanged. */
  public static Throwable asRefusal(Throwable thrown) {
    return isOutage(thrown)
        ? Refusal.because(AuthError.DEPENDENCY_UNAVAILABLE, thrown.getClass().getSimpleName())
        : thrown;
  }

  /** The classes of the database driver are matched by name: not every service has them. */
  public static boolean isOutage(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (isOutageItself(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOutageItself(Throwable thrown) {
    if (thrown instanceof StatusRuntimeException grpc) {
      return GRPC_OUTAGES.contains(grpc.getStatus().getCode());
    }
    String name = thrown.getClass().getName();
    if (thrown instanceof SQLException || name.equals("io.vertx.pgclient.PgException")) {
      return DATABASE_GOING.matcher(String.valueOf(thrown.getMessage())).find();
    }
    return thrown instanceof IOException
        || thrown instanceof TimeoutException
        || thrown instanceof java.util.concurrent.TimeoutException
        || name.equals("io.vertx.core.impl.NoStackTraceThrowable")
        || name.startsWith("io.vertx.core.http.ConnectionPoolTooBusyException")
        || name.startsWith("io.vertx.sqlclient.ClosedConnectionException");
  }
}
