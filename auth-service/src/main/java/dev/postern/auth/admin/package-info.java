/**
 * What administrative resources share: the fields, expiries and pages of their requests.
 *
 * <p>A resource of a feature ({@code client}, {@code apikey}, {@code hmackey}, {@code signingkey})
 * reads its request with {@link dev.postern.auth.admin.AdminFields}, {@link
 * dev.postern.auth.admin.Expiries} and {@link dev.postern.auth.admin.PageRequest}, so that one rule
 * and one text hold for all, and then asks the record of its feature. This package depends on none
 * of them.
 */
@NullMarked
package dev.postern.auth.admin;

import org.jspecify.annotations.NullMarked;
