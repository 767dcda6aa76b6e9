/** Throwing away what nobody needs any more, from time to time. */
@NullMarked
package dev.postern.auth.housekeeping;

import org.jspecify.annotations.NullMarked;
