/**
 * Human passwords: hashed slowly, on a few threads of their own, whatever system the hash came
 * from.
 */
@NullMarked
package dev.postern.customer.password;

import org.jspecify.annotations.NullMarked;
