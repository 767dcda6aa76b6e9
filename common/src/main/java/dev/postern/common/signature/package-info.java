/**
 * Signed requests: the texts that are signed, and the headers that carry the signature.
 *
 * <p>{@link dev.postern.common.signature.SignatureHeaders} reads a {@link
 * dev.postern.common.signature.PresentedSignature} out of a {@link
 * dev.postern.common.signature.SentRequest}, in the form v3 or by RFC 9421; its text is made anew
 * from what was received, and {@link dev.postern.common.signature.Hmac} compares. Nothing here
 * knows which keys there are, what time it is, or a framework.
 */
@NullMarked
package dev.postern.common.signature;

import org.jspecify.annotations.NullMarked;
