/**
 * Deletes rows that are no longer needed, in rounds that {@link
 * dev.postern.auth.housekeeping.Purge} starts. It is SQL, because it skips locked rows.
 */
@NullMarked
package dev.postern.auth.housekeeping;

import org.jspecify.annotations.NullMarked;
