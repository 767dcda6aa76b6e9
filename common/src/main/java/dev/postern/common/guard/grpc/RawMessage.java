package dev.postern.common.guard.grpc;

/**
 * A gRPC message and the bytes that it was read from: serialized again, it may have others.
 *
 * @param bytes without the frame
 */
record RawMessage<Q>(Q message, byte[] bytes) {}
