/** Keeps secrets that must be read again sealed in the database. */
@NullMarked
package dev.postern.auth.sealing;

import org.jspecify.annotations.NullMarked;
