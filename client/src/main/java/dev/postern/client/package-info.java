/**
 * The Java client library for Postern: signs requests so that they cannot be replayed, and fetches
 * and renews access tokens.
 *
 * <p>{@link dev.postern.client.PosternClient} sends {@code java.net.http} requests. For each one it
 * takes a token from {@link dev.postern.client.AccessTokens}, signs with {@link
 * dev.postern.client.SignedRequests}, sends, and retries once if the server refused the timestamp
 * or the token. {@link dev.postern.client.PosternCalls} does the same for gRPC and is the only
 * class that needs grpc-java. The library needs no framework. All classes are thread-safe.
 */
@NullMarked
package dev.postern.client;

import org.jspecify.annotations.NullMarked;
