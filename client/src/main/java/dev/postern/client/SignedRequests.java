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
 * Signs requests so that nobody can change or repeat them: Postern's HMAC v3.0, or its profile of
 * RFC 9421.
 *
 * <p>Every call signs with a new nonce: whoever sends a request again must have it signed again.
 * The signature is good for five minutes around now; {@link #time()} knows how far this machine's
 * clock is off.
 */
public final class SignedRequests {
  private static final int NONCE_OCTETS = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** All that a signature may be sent in, of both forms. */
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

  /** Signs by HMAC v3.0. */
  public static SignedRequests of(String keyId, Secret secret, InstantSource clock) {
    return of(new SignatureKey(keyId, secret), clock, SignedRequests::randomNonce);
  }

  static SignedRequests of(SignatureKey key, InstantSource clock, Supplier<String> nonces) {
    return new SignedRequests(key, ServerTime.over(clock), Profile.V3, nonces);
  }

  /** The same key and time, signing by RFC 9421. */
  public SignedRequests asRfc9421() {
    return new SignedRequests(key, time, Profile.RFC_9421, nonces);
  }

  /** The same key, signing by this time: after a refusal, by {@link ServerTime#asToldBy}. */
  public SignedRequests by(ServerTime other) {
    return new SignedRequests(key, other, profile, nonces);
  }

  /** Whether these signatures are v3.0, the only ones there are over gRPC. */
  boolean isV3() {
    return profile == Profile.V3;
  }

  /** The time that goes into signatures. */
  public ServerTime time() {
    return time;
  }

  /** The request of this builder, with this body, signed. The body given to the builder is not. */
  public HttpRequest sign(HttpRequest.Builder request, byte[] body) {
    return sign(request.build(), body);
  }

  /**
   * The same request with this body, signed; earlier signatures are replaced.
   *
   * @throws IllegalArgumentException if it could not be sent as it would be signed: two
   *     Content-Types, say
   */
  public HttpRequest sign(HttpRequest request, byte[] body) {
    List<String> types = request.headers().allValues("Content-Type");
    if (types.size() > 1) {
      throw new IllegalArgumentException("give one Content-Type");
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

  /** The headers that sign this message: for other HTTP clients, which must send it as given. */
  public Map<String, String> headers(UnsignedMessage message) {
    Stamp stamp = new Stamp(time.instant().getEpochSecond(), nonces.get());
    return switch (profile) {
      case V3 -> SignatureV3.headers(message, key, stamp);
      case RFC_9421 -> SignatureRfc9421.headers(message, key, stamp);
    };
  }

  private static boolean isSignature(String header) {
    return HEADERS.contains(header.toLowerCase(Locale.ROOT));
  }

  private static BodyPublisher publisher(byte[] body) {
    return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
  }

  private static String randomNonce() {
    byte[] octets = new byte[NONCE_OCTETS];
    RANDOM.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  @Override
  public String toString() {
    return "SignedRequests[%s %s]".formatted(key.id(), profile);
  }
}
