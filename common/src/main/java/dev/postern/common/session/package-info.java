/**
 * Customer sessions, as every service sees them. Pure.
 *
 * <p>A presented cookie is read by {@link dev.postern.common.session.SessionCookie} and looked up
 * in a {@link dev.postern.common.session.SessionDirectory}: first in a bounded cache, then through
 * gRPC at customer-service, which keeps the record and seals the cookie.
 */
@NullMarked
package dev.postern.common.session;

import org.jspecify.annotations.NullMarked;
