/**
 * What methods declare about their access, and the call in progress.
 *
 * <p>{@link dev.postern.common.guard.AccessTable} reads every method's {@link
 * dev.postern.common.auth.Guarded} or {@link dev.postern.common.auth.Open} at the start and stops
 * the start if a method has neither. {@link dev.postern.common.guard.CurrentCall} gives a method
 * its caller. The enforcement for each transport is in {@code guard.rest} and {@code guard.grpc},
 * the only packages that read HTTP headers and gRPC metadata.
 */
@NullMarked
package dev.postern.common.guard;

import org.jspecify.annotations.NullMarked;
