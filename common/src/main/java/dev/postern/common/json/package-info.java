/** Reading JSON that a caller wrote: bounded, exact, and without second chances. */
@NullMarked
package dev.postern.common.json;

import org.jspecify.annotations.NullMarked;
