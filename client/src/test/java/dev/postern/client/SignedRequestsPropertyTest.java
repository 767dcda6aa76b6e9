package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.client.IndependentVerifier.Received;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Every signature verifies by independent code for its own request and for no other. */
class SignedRequestsPropertyTest {
  private static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  private static final IndependentVerifier VERIFIER = new IndependentVerifier(KEY);
  private final SignedRequests signer =
      SignedRequests.of("key", Secret.of(KEY), AdjustableClock.at(1_700_000_000));

  /** An unsigned request. */
  record Sample(String method, String host, String target, String type, byte[] body) {
    HttpRequest.Builder builder() {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("https://" + host + target))
              .method(method, HttpRequest.BodyPublishers.noBody());
      return type.isEmpty() ? request : request.header("Content-Type", type);
    }
  }

  @Provide
  Arbitrary<Sample> samples() {
    Arbitrary<String> part =
        Arbitraries.of(
            "a", "B", "%20", "%2F", "%2f", "+", ";x", "//", "/./", "/..", "~", "%C3%A4", "=", "&");
    Arbitrary<String> path = part.list().ofMaxSize(6).map(parts -> "/p" + String.join("", parts));
    Arbitrary<String> query = part.list().ofMaxSize(6).map(parts -> "?q" + String.join("", parts));
    return Combinators.combine(
            Arbitraries.of("GET", "POST", "PUT", "DELETE", "PATCH"),
            Arbitraries.of("api.example.com", "API.Example.com:8443", "localhost", "[::1]:8445"),
            Combinators.combine(path, Arbitraries.oneOf(Arbitraries.of(""), query))
                .as(String::concat),
            Arbitraries.of("", "application/json", "text/plain; charset=utf-8"),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
        .as(Sample::new);
  }

  private static Received received(HttpRequest signed, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    signed.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    return new Received(
        signed.method(),
        signed.uri().getRawAuthority(),
        signed.uri().getRawPath(),
        Optional.ofNullable(signed.uri().getRawQuery()).orElse(""),
        headers,
        body);
  }

  @Property
  void v3SignatureVerifies(@ForAll("samples") Sample sample) {
    HttpRequest signed = signer.sign(sample.builder(), sample.body());
    assertThat(VERIFIER.acceptsV3(received(signed, sample.body()))).isTrue();
    assertThat(signed.uri().toString())
        .isEqualTo("https://" + sample.host().toLowerCase(java.util.Locale.ROOT) + sample.target());
  }

  @Property
  void rfc9421SignatureVerifies(@ForAll("samples") Sample sample) {
    HttpRequest signed = signer.asRfc9421().sign(sample.builder(), sample.body());
    assertThat(VERIFIER.acceptsRfc9421(received(signed, sample.body()))).isTrue();
    assertThat(signed.headers().map()).doesNotContainKey("X-Signature");
  }

  @Property
  void changingOneByteOfTheBodyInvalidatesTheSignature(
      @ForAll("samples") Sample sample,
      @ForAll @Size(min = 1, max = 40) byte[] body,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] other = body.clone();
    other[Math.floorMod(change, other.length)] ^= (byte) change;

    assertThat(VERIFIER.acceptsV3(received(signer.sign(sample.builder(), body), other))).isFalse();
    assertThat(
            VERIFIER.acceptsRfc9421(
                received(signer.asRfc9421().sign(sample.builder(), body), other)))
        .isFalse();
  }

  @Property
  void changingTargetHostOrMethodInvalidatesTheSignature(
      @ForAll("samples") Sample one, @ForAll("samples") Sample two) {
    Received received = received(signer.sign(one.builder(), one.body()), one.body());
    Received other = received(signer.sign(two.builder(), one.body()), one.body());
    Received crossed =
        new Received(
            other.method(),
            other.host(),
            other.path(),
            other.query(),
            received.headers(),
            one.body());
    boolean same =
        received.method().equals(other.method())
            && received.host().equals(other.host())
            && received.path().equals(other.path())
            && received.query().equals(other.query());

    assertThat(VERIFIER.acceptsV3(crossed)).isEqualTo(same);
  }
}
