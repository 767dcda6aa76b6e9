/**
 * For those who call Postern from Java: requests signed so that they cannot be replayed, and access
 * tokens fetched and renewed.
 *
 * <p>{@link dev.postern.client.SignedRequests} signs, {@link dev.postern.client.AccessTokens}
 * fetches, and {@link dev.postern.client.PosternClient} does both around a request of {@code
 * java.net.http} and tries it once more where that helps: after the clock was found to be wrong, or
 * the token to be dead. {@link dev.postern.client.PosternCalls} is the same for gRPC, and the only
 * thing here that needs grpc-java. Nothing here needs a framework, and all of it may be shared by
 * any number of threads.
 */
@NullMarked
package dev.postern.client;

import org.jspecify.annotations.NullMarked;
