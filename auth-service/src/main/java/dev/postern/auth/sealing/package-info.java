/**
 * Keeps secrets that must be readable again sealed in the database: {@link
 * dev.postern.auth.sealing.Sealer} encrypts them under the keyset of the environment.
 */
@NullMarked
package dev.postern.auth.sealing;

import org.jspecify.annotations.NullMarked;
