/**
 * The guard of gRPC.
 *
 * <p>A call passes {@link dev.postern.common.guard.grpc.GrpcRequestFilter}, which refuses what the
 * gRPC server cannot take, then {@link dev.postern.common.guard.grpc.GrpcGuard}, which holds the
 * call in a {@link dev.postern.common.guard.grpc.GuardedCall} until the pipeline has decided.
 * {@link dev.postern.common.guard.grpc.RawMessageCapture} keeps the bytes that a signature covers.
 */
@NullMarked
package dev.postern.common.guard.grpc;

import org.jspecify.annotations.NullMarked;
