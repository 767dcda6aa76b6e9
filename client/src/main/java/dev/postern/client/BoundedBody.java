package dev.postern.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The octets of an answer, up to a bound; one that is longer fails. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final BodySubscriber<byte[]> octets = BodySubscribers.ofByteArray();
  private long left;
  private @Nullable Subscription subscription;

  private BoundedBody(long limit) {
    this.left = limit;
  }

  static BodyHandler<byte[]> ofAtMost(long octets) {
    return (ResponseInfo info) -> new BoundedBody(octets);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return octets.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    octets.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    left -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (left >= 0) {
      octets.onNext(buffers);
    } else if (subscription != null) {
      subscription.cancel();
      octets.onError(new IOException("the answer is longer than this client reads"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    octets.onError(failure);
  }

  @Override
  public void onComplete() {
    octets.onComplete();
  }
}
