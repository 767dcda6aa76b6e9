/**
 * Verifies signed tokens (JWS in compact serialization, RFC 7515). It is pure: no framework, no I/O
 * except through {@link dev.postern.common.jwt.KeySource}.
 *
 * <p>A presented token passes these steps: {@link dev.postern.common.jwt.UnverifiedJwt} parses it,
 * {@link dev.postern.common.jwt.JwtVerifier} finds its key and verifies the signature, {@code
 * ClaimsReader} validates the claims, and the result is a {@link
 * dev.postern.common.jwt.VerifiedJwt}. There is no other way to obtain one, so holding one is the
 * proof.
 *
 * <p>The payload is parsed only after the signature has been verified. A client assertion is the
 * exception: its subject is read first, because it selects the client whose keys verify it.
 *
 * <p>{@link dev.postern.common.jwt.PublicKeys} parses and checks keys that clients register. {@link
 * dev.postern.common.jwt.JwkSet} handles only the sets that Postern publishes.
 */
@NullMarked
package dev.postern.common.jwt;

import org.jspecify.annotations.NullMarked;
