package dev.postern.customer.limit;

import dev.postern.common.guard.CurrentCall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;

/** The limits with counters in memory, for tests of other packages too. */
public final class TestLimits {
  public static final int FREE_AT_ACCOUNT = 3;
  public static final int FREE_AT_DEVICES = 4;
  public static final int FREE_AT_ADDRESS = 5;
  public static final int MAX_WAITING = LoginLimits.MAX_WAITING;

  private final TestLoginConfig config =
      TestLoginConfig.of(FREE_AT_ACCOUNT, FREE_AT_DEVICES, FREE_AT_ADDRESS);
  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final LimitMetrics limitMetrics = new LimitMetrics(metrics);
  private final CounterKeys keys = new CounterKeys(config);
  private final DeviceCookies devices = new DeviceCookies(config, clock);
  private final LoginBulkhead bulkhead = new LoginBulkhead(limitMetrics);
  private final LoginLimits limits = limits(new LocalCounters(clock));

  LoginLimits limits(Counters counters) {
    return new LoginLimits(
        config, counters, keys, limitMetrics, new CurrentCall(InstantSource.system()));
  }

  public LoginLimits limits() {
    return limits;
  }

  public LoginBulkhead bulkhead() {
    return bulkhead;
  }

  public CounterKeys keys() {
    return keys;
  }

  public DeviceCookies devices() {
    return devices;
  }

  /** How many logins were refused for this reason. */
  public double refused(String reason) {
    return metrics.counter("postern.logins.refused", "reason", reason).count();
  }
}
