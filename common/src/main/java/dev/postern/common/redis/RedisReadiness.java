package dev.postern.common.redis;

import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Not ready while Redis may evict keys ({@code maxmemory-policy} other than {@code noeviction}). If
 * Redis does not answer, its last answer counts: an outage of Redis makes no service unready.
 */
@Singleton
@Readiness
class RedisReadiness implements HealthCheck {
  private static final Logger LOGGER = Logger.getLogger(RedisReadiness.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
  private static final String REQUIRED = "noeviction";

  private final Redis redis;
  private final Vertx vertx;
  private final Duration timeout;
  private volatile String policy = REQUIRED;

  RedisReadiness(Redis redis, Vertx vertx, GuardConfig config) {
    this.redis = redis;
    this.vertx = vertx;
    this.timeout = config.guard().dependencyTimeout();
  }

  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(0, ROUND.toMillis(), round -> check());
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Redis keeps what it is given")
        .status(policy.equals(REQUIRED))
        .withData("maxmemory-policy", policy)
        .build();
  }

  private void check() {
    redis
        .send(Request.cmd(Command.INFO).arg("memory"))
        .ifNoItem()
        .after(timeout)
        .fail()
        .subscribe()
        .with(this::read, failure -> LOGGER.debugf("Redis: %s", failure.toString()));
  }

  private void read(Response info) {
    Matcher matcher = POLICY.matcher(String.valueOf(info));
    if (matcher.find() && !matcher.group(1).equals(policy)) {
      policy = matcher.group(1);
      LOGGER.warnf("Redis' maxmemory-policy is %s", policy);
    }
  }
}
