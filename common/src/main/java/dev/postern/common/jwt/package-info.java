/**
 * Signed tokens: from {@link dev.postern.common.jwt.UnverifiedJwt} to {@link
 * dev.postern.common.jwt.VerifiedJwt}, and no other way.
 *
 * <p>{@link dev.postern.common.jwt.JwtVerifier} is the only maker of a verified token, so holding
 * one is the proof. The bytes of a token are read as JSON only after their signature has been
 * proven, the header aside, which may carry three members and no more; but a client's assertion
 * says only inside whose it is.
 *
 * <p>Keys of others come in through {@link dev.postern.common.jwt.PublicKeys}; {@link
 * dev.postern.common.jwt.JwkSet} is for those that Postern has written itself.
 */
@NullMarked
package dev.postern.common.jwt;

import org.jspecify.annotations.NullMarked;
