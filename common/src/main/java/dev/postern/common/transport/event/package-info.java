/**
 * How security events travel: from auth-service over a Redis Stream to every verifier, or over gRPC
 * where Redis does not deliver.
 *
 * <p>{@link dev.postern.common.transport.event.EventFollower} keeps the view of a verifier up to
 * date; {@link dev.postern.common.transport.event.EventStream} is the form of the stream, which
 * auth-service writes.
 */
@NullMarked
package dev.postern.common.transport.event;

import org.jspecify.annotations.NullMarked;
