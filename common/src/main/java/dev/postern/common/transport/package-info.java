/**
 * Where the pipeline meets Quarkus: the only place that knows HTTP headers and gRPC metadata.
 *
 * <p>{@link dev.postern.common.transport.RestGuard} and {@link
 * dev.postern.common.transport.GrpcGuard} turn a call into a {@link
 * dev.postern.common.auth.Request}, ask the pipeline, and turn its decision into the refusal of the
 * one table. {@link dev.postern.common.transport.AccessTable} knows what each method asks for, and
 * refuses to start when one does not say.
 */
@NullMarked
package dev.postern.common.transport;

import org.jspecify.annotations.NullMarked;
