package dev.postern.testkit;

import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileServiceGrpc;
import dev.postern.profile.v1.WatchProfileRequest;
import dev.postern.stack.Service;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A WatchProfile call: the profiles received, and how the call ended. */
public final class Watch implements StreamObserver<Profile>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * @param nanos when, by {@link System#nanoTime()}
   */
  public record End(StatusRuntimeException refusal, long nanos) {
    public String reason() {
      return Grpc.errorInfo(refusal).getReason();
    }
  }

  private final ManagedChannel channel;
  private final List<Profile> profiles = new CopyOnWriteArrayList<>();
  private final CompletableFuture<End> end = new CompletableFuture<>();

  private Watch(ManagedChannel channel) {
    this.channel = channel;
  }

  /** Returns when the first profile has arrived, or the call has ended. */
  public static Watch begin(int replica, GuardedEndpoints.Caller caller) {
    Watch watch = new Watch(Grpc.channel(Service.PROFILE, replica));
    ProfileServiceGrpc.newStub(watch.channel)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(
                Grpc.metadata(
                    "authorization",
                    "Bearer " + caller.accessToken(),
                    "api-key",
                    caller.vendor().apiKey(),
                    "customer-auth",
                    "JWT " + caller.customerToken())))
        .watchProfile(WatchProfileRequest.getDefaultInstance(), watch);
    Await.until("a profile", PATIENCE, () -> !watch.profiles.isEmpty() || watch.end.isDone());
    return watch;
  }

  public List<Profile> profiles() {
    return profiles;
  }

  public boolean isOver() {
    return end.isDone();
  }

  public End awaitEnd() {
    return end.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void onNext(Profile profile) {
    profiles.add(profile);
  }

  @Override
  public void onError(Throwable failure) {
    if (failure instanceof StatusRuntimeException refusal) {
      end.complete(new End(refusal, System.nanoTime()));
    } else {
      end.completeExceptionally(failure);
    }
  }

  @Override
  public void onCompleted() {
    end.completeExceptionally(new AssertionError("ended without an error"));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
