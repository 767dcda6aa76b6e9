package dev.postern.common.transport;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/** Stands around the mapper's own interceptors, so that a rollback is not waited for either. */
@InTime
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class InTimeInterceptor {
  private final PendingWork work;
  private final Duration timeout;

  InTimeInterceptor(PendingWork work, GuardConfig config) {
    this.work = work;
    this.timeout = config.guard().dependencyTimeout();
  }

  @AroundInvoke
  Object bound(InvocationContext call) throws Exception {
    return work.once((Uni<?>) call.proceed()).ifNoItem().after(timeout).fail();
  }
}
