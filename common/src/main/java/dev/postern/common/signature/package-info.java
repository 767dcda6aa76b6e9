/**
 * Verifies the form of signed requests: v3.0 headers and a profile of RFC 9421. Pure.
 *
 * <p>A request passes these steps: {@link dev.postern.common.signature.SignatureHeaders} extracts a
 * {@link dev.postern.common.signature.PresentedSignature} from a {@link
 * dev.postern.common.signature.SentRequest}; the signature computes the text that must have been
 * signed; {@link dev.postern.common.signature.Hmac} compares. The pipeline in {@code common.auth}
 * then checks the time window, and {@link dev.postern.common.signature.NonceStore} claims the
 * nonce.
 *
 * <p>This package does not know which keys exist or what time it is.
 */
@NullMarked
package dev.postern.common.signature;

import org.jspecify.annotations.NullMarked;
