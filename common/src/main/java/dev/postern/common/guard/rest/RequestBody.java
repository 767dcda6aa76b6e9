package dev.postern.common.guard.rest;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads the whole body of a request, bounded in bytes and in time. */
final class RequestBody {

  /** The body is longer than allowed. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("body too large", null, false, false);
    }
  }

  private final int maxBytes;
  private final Buffer body = Buffer.buffer();

  private RequestBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Fails with {@link TooLarge} at the first byte too many, and with a timeout. */
  static Uni<byte[]> read(HttpServerRequest request, int maxBytes, Duration timeout) {
    return Uni.createFrom()
        .<byte[]>emitter(emitter -> new RequestBody(maxBytes).readInto(request, emitter))
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  private void readInto(HttpServerRequest request, UniEmitter<? super byte[]> emitter) {
    request.exceptionHandler(emitter::fail);
    if (declaredLength(request) > maxBytes) {
      emitter.fail(new TooLarge());
    }
    request.endHandler(end -> emitter.complete(body.getBytes()));
    request.handler(chunk -> add(chunk, emitter));
    request.resume();
  }

  /**
   * The rest of a body that is too long is read and dropped, so that the client reads the answer.
   */
  private void add(Buffer chunk, UniEmitter<? super byte[]> emitter) {
    if (body.length() + chunk.length() > maxBytes) {
      emitter.fail(new TooLarge());
    } else {
      body.appendBuffer(chunk);
    }
  }

  /** The server has refused a length that is no number. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }
}
