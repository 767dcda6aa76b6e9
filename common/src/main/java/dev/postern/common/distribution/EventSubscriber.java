package dev.postern.common.distribution;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.auth.v1.EventBatch;
import dev.postern.auth.v1.FollowRequest;
import dev.postern.auth.v1.SecurityEvents;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.EventConfig;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Keeps the revocations of a verifier up to date as a subscriber of auth-service.
 *
 * <p>It loads a snapshot from auth-service, then reads the Redis Stream. While Redis does not
 * deliver, or has left events out, it follows auth-service over gRPC instead. Events that arrive
 * both ways are applied once. All of this runs on one event-loop context, and every call has a
 * timeout.
 */
@Singleton
@DefaultBean
class EventSubscriber implements RevocationLoader {
  private static final Logger LOGGER = Logger.getLogger(EventSubscriber.class);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration WATCH = Duration.ofMillis(100);
  private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(1);

  private final RevocationState state;
  private final RedisStreamReader redisReader;
  private final SnapshotLoader snapshot;
  private final SecurityEvents auth;
  private final ServiceToken serviceToken;
  private final Vertx vertx;
  private final Duration dependencyTimeout;
  private boolean loading;
  private boolean snapshotNeeded = true;
  private boolean following;
  private boolean warned;
  private Optional<Cancellable> subscription = Optional.empty();
  private Executor onContext = Runnable::run;

  EventSubscriber(
      RevocationState state,
      Redis redis,
      @GrpcClient("auth") SecurityEvents auth,
      ServiceToken serviceToken,
      Vertx vertx,
      EventConfig events,
      GuardConfig guard) {
    this.state = state;
    this.dependencyTimeout = guard.guard().dependencyTimeout();
    EventStream stream = new EventStream(redis, events.stream(), dependencyTimeout);
    this.redisReader = new RedisStreamReader(state, stream, System::nanoTime);
    this.snapshot = new SnapshotLoader(state, auth, serviceToken);
    this.auth = auth;
    this.serviceToken = serviceToken;
    this.vertx = vertx;
  }

  @Override
  public void start() {
    serviceToken.requireCredentials();
    Context context = vertx.getOrCreateContext();
    onContext = action -> context.runOnContext(ignored -> action.run());
    context.runOnContext(
        ready -> {
          watch();
          vertx.setPeriodic(WATCH.toMillis(), round -> watch());
          vertx.setPeriodic(POLL.toMillis(), round -> readRedis());
        });
  }

  @Override
  public Uni<Void> confirm(ConfirmRequest request) {
    return serviceToken
        .call(auth, stub -> stub.confirm(request), dependencyTimeout)
        .replaceWithVoid();
  }

  private void watch() {
    if (!snapshotNeeded && !state.isLoaded()) {
      reload();
    }
    if (snapshotNeeded) {
      load();
    } else if (!following && (state.isMissingEvents() || redisReader.isSilent())) {
      follow();
    } else if (!state.isMissingEvents() && !redisReader.isSilent()) {
      stopFollowing();
    }
  }

  private void readRedis() {
    if (!snapshotNeeded) {
      redisReader
          .read(onContext)
          .subscribe()
          .with(
              read -> LOGGER.trace("read"),
              failure -> LOGGER.debugf("Redis: %s", failure.toString()));
    }
  }

  private void load() {
    if (loading) {
      return;
    }
    loading = true;
    snapshot
        .load()
        .emitOn(onContext)
        .onTermination()
        .invoke(() -> loading = false)
        .subscribe()
        .with(this::loaded, this::notLoaded);
  }

  /** The next round tries again. Warns once, since a service may start before auth-service. */
  private void notLoaded(Throwable failure) {
    LOGGER.logf(
        warned ? Level.DEBUG : Level.WARN,
        "no snapshot of security events yet: %s",
        failure.toString());
    warned = true;
  }

  private void loaded(long upTo) {
    warned = false;
    state.loaded(upTo);
    redisReader.startAfter(upTo);
    snapshotNeeded = false;
    LOGGER.infof("%d revocations in force, up to event number %d", state.size(), upTo);
    watch();
  }

  private void follow() {
    FollowRequest after = FollowRequest.newBuilder().setAfter(state.seq()).build();
    following = true;
    subscription =
        Optional.of(
            serviceToken.stream(auth, stub -> stub.follow(after), FOLLOW_TIMEOUT)
                .emitOn(onContext)
                .onTermination()
                .invoke(() -> following = false)
                .subscribe()
                .with(
                    this::apply, failure -> LOGGER.debugf("auth-service: %s", failure.toString())));
  }

  private void apply(EventBatch batch) {
    if (batch.getGap() || isOfShorterLog(batch)) {
      reload();
      return;
    }
    batch.getEventsList().stream().map(EventMessages::read).forEach(state::apply);
    state.heartbeat(batch.getHead());
  }

  /** Ends the stream, too: it would go on from the old number, not from that of the snapshot. */
  private void reload() {
    snapshotNeeded = true;
    stopFollowing();
  }

  /**
   * If the log ends before our last event for longer than a moment, it is another log: the database
   * was restored from a backup.
   */
  private boolean isOfShorterLog(EventBatch batch) {
    return batch.getHead() < state.seq() && state.staleness().compareTo(FOLLOW_TIMEOUT) > 0;
  }

  private void stopFollowing() {
    subscription.ifPresent(Cancellable::cancel);
    subscription = Optional.empty();
  }
}
