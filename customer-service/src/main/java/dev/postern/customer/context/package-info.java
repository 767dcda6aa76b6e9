/**
 * The context of a chat: an app requests it and hands it to the vendor's SDK.
 *
 * <p>{@link dev.postern.customer.context.ContextResource} returns the caller's own token, or has
 * {@link dev.postern.customer.session.SessionTokens} issue one for the wanted channel.
 */
@NullMarked
package dev.postern.customer.context;

import org.jspecify.annotations.NullMarked;
