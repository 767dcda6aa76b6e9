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
 * Signs unary gRPC calls, sends an access token with them, or both: an interceptor for a channel or
 * a stub.
 *
 * <p>The same remedies as of {@link PosternClient}, each once. The signature covers the message, so
 * a call starts when its message is there. Fetching a token makes that wait, up to the call's
 * deadline or for ten seconds: the thread that sends, and after a refusal the one that hands out
 * answers. A channel with {@code directExecutor()} hands them out on its event loop, which then
 * stands still; give it another executor. Leave the channel's own retries switched off: they would
 * send a nonce twice. A stream of answers can be had with a token only, and a stream of messages
 * not at all: both are refused by an IllegalArgumentException.
 *
 * <p>The channel must be one with TLS, and nobody checks it: grpc-java tells an interceptor nothing
 * of the transport (it does tell CallCredentials, which never see the message that is to be
 * signed). Over plaintext the token, {@code api-key} and {@code customer-auth} can be read under
 * way.
 */
public final class PosternCalls implements ClientInterceptor {
  private static final String CONTENT_TYPE = "application/grpc";
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");

  private final Proofs proofs;

  private PosternCalls(Proofs proofs) {
    this.proofs = proofs;
  }

  /** Signs by HMAC v3.0. */
  public static PosternCalls signing(SignedRequests signer) {
    return new PosternCalls(Proofs.NONE).andSigning(signer);
  }

  /** Sends {@code authorization: Bearer}. */
  public static PosternCalls bearing(AccessTokens tokens) {
    return new PosternCalls(Proofs.NONE.bearing(tokens));
  }

  /** The same, and signs. */
  public PosternCalls andSigning(SignedRequests signer) {
    if (!signer.isV3()) {
      throw new IllegalArgumentException("gRPC calls are signed by v3 only");
    }
    return new PosternCalls(proofs.signing(signer));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (!method.getType().clientSendsOneMessage()
        || (proofs.signer() != null && method.getType() != MethodType.UNARY)) {
      throw new IllegalArgumentException(
          "only unary calls are signed; give the stub for %s no such interceptor"
              .formatted(method.getFullMethodName()));
    }
    return new UnaryCall<>(this, method, options, next);
  }

  Proofs proofs() {
    return proofs;
  }

  /** Adds to the metadata of one attempt what proves it, in place of what the caller left there. */
  static void prove(
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

  static UnsignedMessage message(MethodDescriptor<?, ?> method, String authority, byte[] octets) {
    return new UnsignedMessage(
        "POST", authority, "/" + method.getFullMethodName(), "", Optional.of(CONTENT_TYPE), octets);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public String toString() {
    return "PosternCalls[" + proofs + "]";
  }
}
