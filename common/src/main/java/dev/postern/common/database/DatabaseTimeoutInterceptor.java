package dev.postern.common.database;

import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/** Stands around the mapper's own interceptors, so that a rollback is not waited for either. */
@DatabaseTimeout
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class DatabaseTimeoutInterceptor {
  private final DatabaseBulkhead work;
  private final Duration timeout;

  DatabaseTimeoutInterceptor(DatabaseBulkhead work, GuardConfig config) {
    this.work = work;
    this.timeout = config.guard().dependencyTimeout();
  }

  @AroundInvoke
  Object bound(InvocationContext call) throws Exception {
    return work.once((Uni<?>) call.proceed()).ifNoItem().after(timeout).fail();
  }
}
