/**
 * The guarded resource: one customer's profile, the same over REST and gRPC.
 *
 * <p>A request comes in by {@link dev.postern.profile.ProfileResource} or {@link
 * dev.postern.profile.ProfileGrpcService}, past the guard; {@link
 * dev.postern.profile.ProfileService} reads the one row and shows what the caller's scopes cover.
 */
@NullMarked
package dev.postern.profile;

import org.jspecify.annotations.NullMarked;
