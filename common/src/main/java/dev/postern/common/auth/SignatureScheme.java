package dev.postern.common.auth;

import dev.postern.common.auth.Step.Failed;
import dev.postern.common.auth.Step.Proven;
import dev.postern.common.auth.Step.Verdict;
import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKey.LiveSecret;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.signature.Hmac;
import dev.postern.common.signature.PresentedSignature;
import dev.postern.common.signature.SentRequest;
import dev.postern.common.signature.SignatureHeaders;
import dev.postern.common.signature.SignatureHeaders.Reading;
import dev.postern.common.signature.SignedRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The signature of a request: HMAC v3.0 headers, or the RFC 9421 profile.
 *
 * <p>The order of verification is key, time, signature. An unknown key takes the same way and the
 * same time as a wrong signature. Where a method takes no signature, none is read.
 */
public final class SignatureScheme implements Scheme<SignedRequest> {
  private static final String OWN_PORT = ":443";

  private final HmacKeyDirectory directory;
  private final SignatureWindow window;
  private final Optional<Set<String>> authorities;
  private final InstantSource clock;

  /**
   * @param authorities the hosts that requests may be signed for; any if empty
   */
  public SignatureScheme(
      HmacKeyDirectory directory,
      SignatureWindow window,
      Optional<Set<String>> authorities,
      InstantSource clock) {
    this.directory = directory;
    this.window = window;
    this.authorities =
        authorities.map(all -> all.stream().map(SignatureScheme::host).collect(Collectors.toSet()));
    this.clock = clock;
  }

  @Override
  public CredentialRole role() {
    return CredentialRole.SIGNATURE;
  }

  @Override
  public Finding<SignedRequest> find(Request request, Requirements needed) {
    if (!needed.readsSignature() || request.sent().isEmpty()) {
      return new Finding.Absent<>();
    }
    SentRequest sent = request.sent().get();
    return switch (SignatureHeaders.read(sent)) {
      case Reading.Nothing nothing -> new Finding.Absent<>();
      case Reading.Found(PresentedSignature signature) ->
          new Finding.Presented<>(new SignedRequest(sent, signature));
      case Reading.Repeated repeated -> new Finding.Malformed<>(AuthError.SIGNATURE_REPEATED);
      case Reading.Malformed malformed -> new Finding.Malformed<>(AuthError.SIGNATURE_MALFORMED);
      case Reading.Wrong wrong -> new Finding.Malformed<>(AuthError.SIGNATURE_INVALID);
    };
  }

  @Override
  public Step verify(SignedRequest signed) {
    return Step.later(
        directory.findHmacKey(signed.signature().keyId()), found -> verdict(found, signed));
  }

  private Verdict verdict(Optional<HmacKey> found, SignedRequest signed) {
    Instant now = clock.instant();
    PresentedSignature signature = signed.signature();
    if (!window.holds(signature.timestamp(), now) || isOver(signature, now)) {
      String detail = "key " + signature.keyId() + ", " + signature.timestamp();
      return new Failed(AuthError.TIMESTAMP_OUT_OF_WINDOW, detail, Advice.serverTime(now));
    }
    if (!isOurs(signed.sent().authority())) {
      return invalid("key " + signature.keyId() + ", signed for another host");
    }
    return signature
        .signedText(signed.sent())
        .map(text -> compare(text, found, signature, now))
        .orElseGet(() -> invalid("covers too little, or the request has more than one form"));
  }

  private static Verdict compare(
      String text, Optional<HmacKey> found, PresentedSignature signature, Instant now) {
    List<LiveSecret> secrets = found.map(key -> key.secretsAt(now)).orElse(List.of());
    OptionalInt match =
        Hmac.match(text, signature.mac(), secrets.stream().map(LiveSecret::secret).toList());
    return match.isPresent() && found.isPresent()
        ? new Proven(
            new ProvenSignature(found.get(), signature, secrets.get(match.getAsInt()).createdAt()))
        : invalid("key " + signature.keyId() + " unknown, expired, or another's signature");
  }

  private static Verdict invalid(String detail) {
    return new Failed(AuthError.SIGNATURE_INVALID, detail);
  }

  private boolean isOurs(String authority) {
    return authorities.isEmpty() || authorities.get().contains(host(authority));
  }

  /** The scheme's own port may be there or not: gRPC clients mostly send it, others do not. */
  private static String host(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(OWN_PORT)
        ? lower.substring(0, lower.length() - OWN_PORT.length())
        : lower;
  }

  private static boolean isOver(PresentedSignature signature, Instant now) {
    return signature.expires().isPresent()
        && now.getEpochSecond() >= signature.expires().getAsLong();
  }
}
