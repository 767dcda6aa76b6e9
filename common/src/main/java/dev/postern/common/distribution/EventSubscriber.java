package dev.postern.common.distribution;

import dev.postern.auth.v1.EventBatch;
import dev.postern.auth.v1.FollowRequest;
import dev.postern.auth.v1.GetSnapshotPageRequest;
import dev.postern.auth.v1.SecurityEvents;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.EventConfig;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Keeps this verifier's view of security events up to date.
 *
 * <p>It loads a snapshot from auth-service, then reads the Redis Stream. While Redis does not
 * deliver, or has left events out, it follows auth-service over gRPC instead. What both bring is
 * applied once. Everything here runs on one event-loop context, and every call ends in time.
 */
@Singleton
public class EventSubscriber {
  private static final Logger LOGGER = Logger.getLogger(EventSubscriber.class);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration WATCH = Duration.ofMillis(100);
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(1);

  private final RevocationState view;
  private final RedisStreamReader tail;
  private final SecurityEvents auth;
  private final ServiceToken serviceToken;
  private final Vertx vertx;
  private boolean loading;
  private boolean snapshotNeeded = true;
  private boolean following;
  private boolean complained;
  private Optional<Cancellable> subscription = Optional.empty();
  private Executor onContext = Runnable::run;

  EventSubscriber(
      RevocationState view,
      Redis redis,
      @GrpcClient("auth") SecurityEvents auth,
      ServiceToken serviceToken,
      Vertx vertx,
      EventConfig events,
      GuardConfig guard) {
    this.view = view;
    this.tail =
        new RedisStreamReader(
            view,
            new EventStream(redis, events.stream(), guard.guard().dependencyTimeout()),
            System::nanoTime);
    this.auth = auth;
    this.serviceToken = serviceToken;
    this.vertx = vertx;
  }

  /** Runs for the life of the service. auth-service is no client of itself, and has the log. */
  void start(@Observes StartupEvent start) {
    if (!serviceToken.isConfigured()) {
      return;
    }
    Context context = vertx.getOrCreateContext();
    onContext = action -> context.runOnContext(ignored -> action.run());
    context.runOnContext(
        begun -> {
          watch();
          vertx.setPeriodic(WATCH.toMillis(), round -> watch());
          vertx.setPeriodic(POLL.toMillis(), round -> readRedis());
        });
  }

  private void watch() {
    if (!snapshotNeeded && !view.isLoaded()) {
      loadAnew();
    }
    if (snapshotNeeded) {
      load();
    } else if (!following && (view.isMissingEvents() || tail.isSilent())) {
      follow();
    } else if (!view.isMissingEvents() && !tail.isSilent()) {
      endFollowing();
    }
  }

  private void readRedis() {
    if (!snapshotNeeded) {
      tail.read(onContext)
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
    page(0)
        .flatMap(first -> rest(first).map(least -> Math.min(least, first.getSeq())))
        .emitOn(onContext)
        .onTermination()
        .invoke(() -> loading = false)
        .subscribe()
        .with(this::loaded, this::notLoaded);
  }

  /** All other pages; the least of the numbers up to which they are complete. */
  private Uni<Long> rest(SnapshotPage first) {
    return Multi.createFrom()
        .range(1, first.getPages())
        .onItem()
        .transformToUniAndConcatenate(this::page)
        .map(SnapshotPage::getSeq)
        .collect()
        .in(() -> new long[] {first.getSeq()}, (least, seq) -> least[0] = Math.min(least[0], seq))
        .map(least -> least[0]);
  }

  private Uni<SnapshotPage> page(int number) {
    GetSnapshotPageRequest request = GetSnapshotPageRequest.newBuilder().setPage(number).build();
    return serviceToken
        .call(auth, stub -> stub.getSnapshotPage(request), PAGE_TIMEOUT)
        .invoke(this::take);
  }

  private void take(SnapshotPage page) {
    ByteBuffer entries = page.getEntries().asReadOnlyByteBuffer();
    byte[] entry = new byte[RevocationEntry.BYTES];
    while (entries.remaining() >= RevocationEntry.BYTES) {
      entries.get(entry);
      view.load(RevocationEntry.fromBytes(entry));
    }
  }

  /** Tried again at once; said once, for a service may well start before auth-service. */
  private void notLoaded(Throwable failure) {
    LOGGER.logf(
        complained ? Level.DEBUG : Level.WARN,
        "no snapshot of security events yet: %s",
        failure.toString());
    complained = true;
  }

  private void loaded(long upTo) {
    complained = false;
    view.loaded(upTo);
    tail.startAfter(upTo);
    snapshotNeeded = false;
    LOGGER.infof("%d security events in force, up to number %d", view.size(), upTo);
    watch();
  }

  private void follow() {
    FollowRequest after = FollowRequest.newBuilder().setAfter(view.seq()).build();
    following = true;
    subscription =
        Optional.of(
            serviceToken.stream(auth, stub -> stub.follow(after), FOLLOW_TIMEOUT)
                .emitOn(onContext)
                .onTermination()
                .invoke(() -> following = false)
                .subscribe()
                .with(
                    this::take, failure -> LOGGER.debugf("auth-service: %s", failure.toString())));
  }

  private void take(EventBatch batch) {
    if (batch.getGap() || isBehindUs(batch)) {
      loadAnew();
      return;
    }
    batch.getEventsList().stream().map(EventMessages::read).forEach(view::apply);
    view.heartbeat(batch.getHead());
  }

  /** A stream goes on from where we were: what comes behind the snapshot is followed anew. */
  private void loadAnew() {
    snapshotNeeded = true;
    endFollowing();
  }

  /**
   * A log that ends before what we have is another log, if that lasts: one restored from a backup.
   */
  private boolean isBehindUs(EventBatch batch) {
    return batch.getHead() < view.seq() && view.staleness().compareTo(FOLLOW_TIMEOUT) > 0;
  }

  private void endFollowing() {
    subscription.ifPresent(Cancellable::cancel);
    subscription = Optional.empty();
  }
}
