package dev.postern.common.database;

import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/**
 * Runs outside the persistence layer's own interceptors, so that the caller does not wait for a
 * rollback either.
 */
@DatabaseTimeout
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class DatabaseTimeoutInterceptor {
  private final DatabaseBulkhead bulkhead;
  private final Duration timeout;

  DatabaseTimeoutInterceptor(DatabaseBulkhead bulkhead, GuardConfig config) {
    this.bulkhead = bulkhead;
    this.timeout = config.guard().dependencyTimeout();
  }

  @AroundInvoke
  Object bound(InvocationContext call) throws Exception {
    return bulkhead.runOnce((Uni<?>) call.proceed()).ifNoItem().after(timeout).fail();
  }
}
