package dev.postern.common.auth;

import dev.postern.common.key.HmacKey;
import dev.postern.common.key.HmacKey.LiveSecret;
import dev.postern.common.key.HmacKeyDirectory;
import dev.postern.common.signature.Hmac;
import dev.postern.common.signature.PresentedSignature;
import dev.postern.common.signature.SignedRequest;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Proves the request's signature, if it is asked for and there. In this order: the key, the time,
 * the signature. An unknown key takes the same way and the same time as a wrong signature.
 */
public final class SignatureVerifier implements CredentialVerifier {
  private static final String OWN_PORT = ":443";

  private final HmacKeyDirectory directory;
  private final SignatureWindow window;
  private final Optional<Set<String>> authorities;
  private final InstantSource clock;

  /**
   * @param authorities the hosts that requests may be signed for; any if empty
   */
  public SignatureVerifier(
      HmacKeyDirectory directory,
      SignatureWindow window,
      Optional<Set<String>> authorities,
      InstantSource clock) {
    this.directory = directory;
    this.window = window;
    this.authorities =
        authorities.map(
            all -> all.stream().map(SignatureVerifier::host).collect(Collectors.toSet()));
    this.clock = clock;
  }

  @Override
  public Uni<Outcome> verify(Credentials credentials, Proof soFar) {
    Optional<SignedRequest> signed = credentials.signature();
    if (signed.isEmpty()) {
      return CredentialVerifier.proven(soFar);
    }
    return directory
        .findHmacKey(signed.get().signature().keyId())
        .map(found -> outcome(found, signed.get(), soFar));
  }

  private Outcome outcome(Optional<HmacKey> found, SignedRequest signed, Proof soFar) {
    Instant now = clock.instant();
    PresentedSignature signature = signed.signature();
    if (!window.holds(signature.timestamp(), now) || isOver(signature, now)) {
      return new Outcome.Failed(
          AuthError.TIMESTAMP_OUT_OF_WINDOW,
          "key " + signature.keyId() + ", " + signature.timestamp());
    }
    if (!isOurs(signed.sent().authority())) {
      return new Outcome.Failed(
          AuthError.SIGNATURE_INVALID, "key " + signature.keyId() + ", signed for another host");
    }
    Optional<String> text = signature.signedText(signed.sent());
    if (text.isEmpty()) {
      return new Outcome.Failed(
          AuthError.SIGNATURE_INVALID, "covers too little, or of a request that has no one form");
    }
    List<LiveSecret> secrets = found.map(key -> key.secretsAt(now)).orElse(List.of());
    OptionalInt match =
        Hmac.match(text.get(), signature.mac(), secrets.stream().map(LiveSecret::secret).toList());
    return match.isPresent() && found.isPresent()
        ? new Outcome.Proven(
            soFar.withSignature(
                new VerifiedSignature(
                    found.get(), signature, secrets.get(match.getAsInt()).createdAt())))
        : new Outcome.Failed(
            AuthError.SIGNATURE_INVALID, "key " + signature.keyId() + " unknown, over or not its");
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
