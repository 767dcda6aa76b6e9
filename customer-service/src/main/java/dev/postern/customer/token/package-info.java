/** Customers' tokens, which auth-service issues. */
@NullMarked
package dev.postern.customer.token;

import org.jspecify.annotations.NullMarked;
