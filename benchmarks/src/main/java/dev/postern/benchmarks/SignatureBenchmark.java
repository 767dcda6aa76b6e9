package dev.postern.benchmarks;

import dev.postern.common.auth.SignatureScheme;
import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.auth.Step;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKey.LiveSecret;
import dev.postern.common.secret.Secret;
import dev.postern.common.signature.Hmac;
import dev.postern.common.signature.PresentedSignature;
import dev.postern.common.signature.SentRequest;
import dev.postern.common.signature.SignatureHeaders;
import dev.postern.common.signature.SignatureHeaders.Reading;
import dev.postern.common.signature.SignedRequest;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the verification of a signed request with a body of 1 KiB, without the nonce claim. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SignatureBenchmark {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final Secret SECRET = Secret.of(new byte[32]);
  private static final byte[] BODY = "x".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
  private static final String COVERED =
      "sig1=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\")"
          + ";created=1800000000;nonce=\"0123456789abcdef\";keyid=\"key-1\";alg=\"hmac-sha256\""
          + ";tag=\"postern\"";

  private final SentRequest v3 = v3();
  private final SentRequest rfc9421 = rfc9421();
  private final SignatureScheme scheme = scheme();

  @Benchmark
  public Step.Verdict v3Of1KB() {
    return verify(v3);
  }

  @Benchmark
  public Step.Verdict rfc9421Of1KB() {
    return verify(rfc9421);
  }

  /** Verifies from the header fields to the proven signature, as the guard does. */
  private Step.Verdict verify(SentRequest sent) {
    return switch (scheme.verify(new SignedRequest(sent, found(sent)))) {
      case Step.Now(Step.Verdict verdict) -> verdict;
      case Step.Later(Uni<Step.Verdict> verdict) -> completed(verdict);
    };
  }

  /** The key is in memory, so the verdict is there at once. */
  private static Step.Verdict completed(Uni<Step.Verdict> verdict) {
    List<Step.Verdict> verdicts = new ArrayList<>(1);
    verdict.subscribe().with(verdicts::add);
    return verdicts.getFirst();
  }

  private static PresentedSignature found(SentRequest sent) {
    if (SignatureHeaders.read(sent) instanceof Reading.Found(var signature)) {
      return signature;
    }
    throw new IllegalStateException("no signature");
  }

  private static SignatureScheme scheme() {
    Optional<HmacKey> key =
        Optional.of(
            new HmacKey(
                "key-1",
                "client",
                Set.of("profile:read"),
                true,
                List.of(new LiveSecret(SECRET, NOW, Optional.empty())),
                Optional.empty()));
    Duration window = Duration.ofSeconds(300);
    return new SignatureScheme(
        id -> Uni.createFrom().item(key),
        new SignatureWindow(window, window),
        Optional.of(Set.of("api.example.com")),
        InstantSource.fixed(NOW));
  }

  private static SentRequest v3() {
    Map<String, List<String>> headers = headers();
    headers.put("x-key-id", List.of("key-1"));
    headers.put("x-timestamp", List.of("1800000000"));
    headers.put("x-nonce", List.of("0123456789abcdef"));
    headers.put("x-signature", List.of("v3=" + "0".repeat(64)));
    byte[] mac = Hmac.sign(text(headers), SECRET);
    headers.put("x-signature", List.of("v3=" + HexFormat.of().formatHex(mac)));
    return request(headers);
  }

  private static SentRequest rfc9421() {
    Map<String, List<String>> headers = headers();
    headers.put("content-digest", List.of("sha-256=:" + base64(sha256(BODY)) + ":"));
    headers.put("signature-input", List.of(COVERED));
    headers.put("signature", List.of("sig1=:" + base64(new byte[32]) + ":"));
    headers.put("signature", List.of("sig1=:" + base64(Hmac.sign(text(headers), SECRET)) + ":"));
    return request(headers);
  }

  private static Map<String, List<String>> headers() {
    return new HashMap<>(Map.of("content-type", List.of("application/json")));
  }

  private static String text(Map<String, List<String>> headers) {
    SentRequest sent = request(headers);
    return found(sent).signedText(sent).orElseThrow();
  }

  private static SentRequest request(Map<String, List<String>> headers) {
    return new SentRequest(
        "POST",
        "api.example.com",
        "/account/getprofile",
        name -> headers.getOrDefault(name, List.of()),
        BODY);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
