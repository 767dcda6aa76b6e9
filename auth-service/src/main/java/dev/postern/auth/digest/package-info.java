/** How secrets that Postern made are stored: as keyed hashes. */
@NullMarked
package dev.postern.auth.digest;

import org.jspecify.annotations.NullMarked;
