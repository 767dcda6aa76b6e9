/** Cookies that nobody else can read or make. */
@NullMarked
package dev.postern.customer.sealing;

import org.jspecify.annotations.NullMarked;
