package dev.postern.common.transport;

/**
 * A gRPC message, and the octets that it was read from: written anew it may have others.
 *
 * @param octets without the frame
 */
record ReceivedMessage<Q>(Q message, byte[] octets) {}
