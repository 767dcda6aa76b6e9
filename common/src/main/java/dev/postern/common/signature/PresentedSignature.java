package dev.postern.common.signature;

import java.util.Optional;
import java.util.OptionalLong;

/** A well-formed signature that is not verified yet. */
public sealed interface PresentedSignature permits V3Signature, Rfc9421Signature {

  String keyId();

  /** When the request was signed, by the sender's clock, in Unix seconds; never negative. */
  long timestamp();

  /**
   * When the signature expires according to the sender, in Unix seconds; empty if the sender did
   * not say.
   */
  OptionalLong expires();

  /** The nonce: 16 to 128 characters of {@code [A-Za-z0-9_-]}, unique per key. */
  String nonce();

  /** The HMAC-SHA-256 value, {@value Hmac#BYTES} bytes. */
  byte[] mac();

  /**
   * Returns the text that must have been signed, computed from the received request, in ISO 8859-1.
   * It is empty if the request has no unambiguous form, or if the signature does not cover a
   * required component.
   */
  Optional<String> signedText(SentRequest sent);
}
