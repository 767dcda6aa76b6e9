/**
 * How security events reach every verifier: over a Redis Stream, or over gRPC from auth-service
 * while Redis does not deliver.
 *
 * <p>The {@link dev.postern.common.distribution.RevocationLoader} is the role of a process: {@link
 * dev.postern.common.distribution.EventSubscriber} everywhere but at auth-service. It loads a
 * snapshot and keeps the {@link dev.postern.common.revocation.RevocationState} up to date. {@link
 * dev.postern.common.distribution.EventConfirmation} reports to auth-service which events are in
 * force here. {@link dev.postern.common.distribution.EventStream} is the format of the stream,
 * which auth-service writes.
 */
@NullMarked
package dev.postern.common.distribution;

import org.jspecify.annotations.NullMarked;
