package dev.postern.common.jwt;

import java.security.PublicKey;
import java.util.regex.Pattern;

/** A published key and the one algorithm it may be used with (RFC 8725 §3.1). */
public record VerificationKey(String kid, SigningAlgorithm algorithm, PublicKey publicKey) {

  /** What a key may be called at all: printable ASCII, bounded. */
  static final Pattern KID = Pattern.compile("[\\x21-\\x7E]{1,128}");
}
