/**
 * Adapters to the other services of Postern: their directories over gRPC, the issuer's keys over
 * HTTP, and the access token with which this service calls them.
 */
@NullMarked
package dev.postern.common.remote;

import org.jspecify.annotations.NullMarked;
