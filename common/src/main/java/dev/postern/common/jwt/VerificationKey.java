package dev.postern.common.jwt;

import java.security.PublicKey;
import java.util.regex.Pattern;

/** A public key and the only algorithm it may be used with (RFC 8725 §3.1). */
public record VerificationKey(String kid, SigningAlgorithm algorithm, PublicKey publicKey) {

  /** The accepted form of a {@code kid}: printable ASCII, at most 128 characters. */
  static final Pattern KID = Pattern.compile("[\\x21-\\x7E]{1,128}");
}
