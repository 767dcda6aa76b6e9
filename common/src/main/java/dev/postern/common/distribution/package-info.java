/**
 * How security events reach every verifier: over a Redis Stream, or over gRPC from auth-service
 * while Redis does not deliver.
 *
 * <p>{@link dev.postern.common.distribution.EventSubscriber} loads a snapshot and keeps the {@link
 * dev.postern.common.revocation.RevocationState} up to date. {@link
 * dev.postern.common.distribution.EventConfirmation} tells auth-service how far this verifier has
 * come. {@link dev.postern.common.distribution.EventStream} is the form of the stream, which
 * auth-service writes.
 */
@NullMarked
package dev.postern.common.distribution;

import org.jspecify.annotations.NullMarked;
