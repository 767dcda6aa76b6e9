package dev.postern.common.guard.grpc;

/**
 * A gRPC message, and the octets that it was read from: written anew it may have others.
 *
 * @param octets without the frame
 */
record RawMessage<Q>(Q message, byte[] octets) {}
