/**
 * Customers' tokens: {@link dev.postern.customer.token.TokenSource} has auth-service issue one when
 * a session starts, and when a live session requests a fresh one.
 */
@NullMarked
package dev.postern.customer.token;

import org.jspecify.annotations.NullMarked;
