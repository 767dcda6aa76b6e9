package dev.postern.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Signs requests so that they cannot be altered or replayed: in Postern's HMAC v3.0 form, or in its
 * profile of RFC 9421.
 *
 * <p>Every signature has a new nonce, so a repeated request must be signed again. The server
 * accepts a timestamp within five minutes of its own time; {@link #time()} corrects this machine's
 * clock. Thread-safe.
 */
public final class SignedRequests {
  private static final int NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The header fields of both forms. */
  static final Set<String> HEADERS =
      Set.of(
          "x-key-id",
          "x-timestamp",
          "x-nonce",
          "x-signature",
          "signature-input",
          "signature",
          "content-digest");

  private enum Profile {
    V3,
    RFC_9421
  }

  private final SignatureKey key;
  private final ServerTime time;
  private final Profile profile;
  private final Supplier<String> nonces;

  private SignedRequests(
      SignatureKey key, ServerTime time, Profile profile, Supplier<String> nonces) {
    this.key = key;
    this.time = time;
    this.profile = profile;
    this.nonces = nonces;
  }

  /** Creates a signer in HMAC v3.0 form. */
  public static SignedRequests of(String keyId, Secret secret, InstantSource clock) {
    return of(new SignatureKey(keyId, secret), clock, SignedRequests::randomNonce);
  }

  static SignedRequests of(SignatureKey key, InstantSource clock, Supplier<String> nonces) {
    return new SignedRequests(key, ServerTime.over(clock), Profile.V3, nonces);
  }

  /** Returns a signer with the same key and clock in the form of RFC 9421. */
  public SignedRequests asRfc9421() {
    return new SignedRequests(key, time, Profile.RFC_9421, nonces);
  }

  /**
   * Returns a signer with the same key and another clock, for example {@link
   * ServerTime#correctedTo} after a refusal.
   */
  public SignedRequests withTime(ServerTime other) {
    return new SignedRequests(key, other, profile, nonces);
  }

  /** Whether the signer uses the v3.0 form, the only one for gRPC. */
  boolean isV3() {
    return profile == Profile.V3;
  }

  /** The clock for timestamps. */
  public ServerTime time() {
    return time;
  }

  /** Signs the request of this builder with this body, which replaces the builder's own body. */
  public HttpRequest sign(HttpRequest.Builder request, byte[] body) {
    return sign(request.build(), body);
  }

  /**
   * Returns the request with this body, signed. Earlier signatures are replaced.
   *
   * @throws IllegalArgumentException if the request cannot be sent as it would be signed, for
   *     example with two {@code Content-Type} fields
   */
  public HttpRequest sign(HttpRequest request, byte[] body) {
    List<String> types = request.headers().allValues("Content-Type");
    if (types.size() > 1) {
      throw new IllegalArgumentException("the request has more than one Content-Type");
    }
    URI sent = UnsignedMessage.asSent(request.uri());
    Map<String, String> headers =
        headers(UnsignedMessage.of(request.method(), sent, types.stream().findFirst(), body));
    HttpRequest.Builder signed =
        HttpRequest.newBuilder(request, (name, value) -> !isSignature(name))
            .uri(sent)
            .method(request.method(), publisher(body));
    headers.forEach(signed::setHeader);
    return signed.build();
  }

  /**
   * Returns the header fields that sign this message, for other HTTP clients. They must send the
   * message exactly as given.
   */
  public Map<String, String> headers(UnsignedMessage message) {
    SignatureParameters parameters =
        new SignatureParameters(time.instant().getEpochSecond(), nonces.get());
    return switch (profile) {
      case V3 -> SignatureV3.headers(message, key, parameters);
      case RFC_9421 -> SignatureRfc9421.headers(message, key, parameters);
    };
  }

  private static boolean isSignature(String header) {
    return HEADERS.contains(header.toLowerCase(Locale.ROOT));
  }

  private static BodyPublisher publisher(byte[] body) {
    return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
  }

  private static String randomNonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "SignedRequests[%s %s]".formatted(key.id(), profile);
  }
}
