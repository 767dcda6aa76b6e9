package dev.postern.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.util.Locale;
import java.util.Optional;

/**
 * A gRPC client interceptor that signs unary calls, sends an access token, or both.
 *
 * <p>It retries like {@link PosternClient}, at most once per cause.
 *
 * <p>The signature covers the message, so a call starts only when its message is there. Obtaining a
 * token blocks the sending thread, and for a retry the thread that delivers responses, until the
 * call's deadline or for ten seconds. With {@code directExecutor()} that thread is the channel's
 * event loop: use another executor. Disable the channel's own retries, because they would send a
 * nonce twice.
 *
 * <p>Server-streaming calls can carry a token but cannot be signed; client-streaming calls are not
 * supported. Both cases throw an IllegalArgumentException.
 *
 * <p>The channel must use TLS. The interceptor cannot check it, because grpc-java does not show the
 * transport to an interceptor; it does show it to CallCredentials, but these do not see the message
 * to sign. Over plaintext, the token, {@code api-key} and {@code customer-auth} can be read in
 * transit.
 */
public final class PosternCalls implements ClientInterceptor {
  private static final String CONTENT_TYPE = "application/grpc";
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");

  private final RequestCredentials credentials;

  private PosternCalls(RequestCredentials credentials) {
    this.credentials = credentials;
  }

  /** Creates an interceptor that signs in HMAC v3.0 form. */
  public static PosternCalls signing(SignedRequests signer) {
    return new PosternCalls(RequestCredentials.NONE).andSigning(signer);
  }

  /** Creates an interceptor that sends {@code authorization: Bearer}. */
  public static PosternCalls bearing(AccessTokens tokens) {
    return new PosternCalls(RequestCredentials.NONE.bearing(tokens));
  }

  /** Returns an interceptor that also signs. */
  public PosternCalls andSigning(SignedRequests signer) {
    if (!signer.isV3()) {
      throw new IllegalArgumentException("gRPC calls can be signed in v3.0 form only");
    }
    return new PosternCalls(credentials.signing(signer));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (!method.getType().clientSendsOneMessage()
        || (credentials.signer() != null && method.getType() != MethodType.UNARY)) {
      throw new IllegalArgumentException(
          "only unary calls can be signed; do not use this interceptor for %s"
              .formatted(method.getFullMethodName()));
    }
    return new UnaryCall<>(this, method, options, next);
  }

  RequestCredentials credentials() {
    return credentials;
  }

  /**
   * Sets the credentials in the metadata of one attempt. They replace what the caller put there.
   */
  static void setCredentials(
      Metadata metadata,
      Optional<AccessToken> token,
      Optional<SignedRequests> signer,
      UnsignedMessage message) {
    token.ifPresent(
        bearer -> {
          metadata.discardAll(AUTHORIZATION);
          metadata.put(AUTHORIZATION, bearer.authorization());
        });
    signer.ifPresent(
        signing -> {
          SignedRequests.HEADERS.forEach(name -> metadata.discardAll(key(name)));
          signing
              .headers(message)
              .forEach((name, value) -> metadata.put(key(name.toLowerCase(Locale.ROOT)), value));
        });
  }

  static UnsignedMessage message(MethodDescriptor<?, ?> method, String authority, byte[] bytes) {
    return new UnsignedMessage(
        "POST", authority, "/" + method.getFullMethodName(), "", Optional.of(CONTENT_TYPE), bytes);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public String toString() {
    return "PosternCalls[" + credentials + "]";
  }
}
