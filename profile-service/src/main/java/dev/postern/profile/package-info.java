/**
 * The guarded resource: a customer's profile, equally over REST and gRPC.
 *
 * <p>A request passes the guard and reaches {@link dev.postern.profile.ProfileResource} or {@link
 * dev.postern.profile.ProfileGrpcService}. {@link dev.postern.profile.ProfileService} reads one row
 * and returns the members that the caller's scopes cover. customer-service imports and erases
 * profiles through {@link dev.postern.profile.ProfileRecordsGrpcService}.
 */
@NullMarked
package dev.postern.profile;

import org.jspecify.annotations.NullMarked;
