package dev.postern.common.jwt;

import java.security.PublicKey;

/** A published key and the one algorithm it may be used with (RFC 8725 §3.1). */
public record VerificationKey(String kid, SigningAlgorithm algorithm, PublicKey publicKey) {}
