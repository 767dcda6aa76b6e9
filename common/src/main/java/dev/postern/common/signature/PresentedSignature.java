package dev.postern.common.signature;

import java.util.Optional;
import java.util.OptionalLong;

/** A signature of the right form, of which nothing is proven yet. */
public sealed interface PresentedSignature permits V3Signature, Rfc9421Signature {

  String keyId();

  /** When it was made, by the sender's clock: Unix seconds, not negative. */
  long timestamp();

  /** From when on it is not meant to be taken any more, if the sender says so: Unix seconds. */
  OptionalLong expires();

  /** 16 to 128 of {@code [A-Za-z0-9_-]}: never twice under one key. */
  String nonce();

  /** 32 octets. */
  byte[] mac();

  /**
   * What must have been signed, made from the request received, in ISO 8859-1. Nothing if the
   * request cannot be signed, or the signature leaves out what it must cover.
   */
  Optional<String> signedText(SentRequest sent);
}
