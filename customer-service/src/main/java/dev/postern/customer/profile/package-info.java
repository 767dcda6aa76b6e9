/**
 * The profiles of customers, which profile-service keeps.
 *
 * <p>{@link dev.postern.customer.profile.ProfileReader} reads profiles as operators send them.
 * {@link dev.postern.customer.profile.Profiles} has profile-service write or erase them. A profile
 * that must be erased is first written into the table {@code profile_erasure} ({@link
 * dev.postern.customer.profile.ProfileErasures}) and then delivered by its {@link
 * dev.postern.customer.outbox.Outbox}.
 */
@NullMarked
package dev.postern.customer.profile;

import org.jspecify.annotations.NullMarked;
