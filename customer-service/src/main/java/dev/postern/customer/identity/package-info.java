/** The opaque identifier by which a customer is known outside. */
@NullMarked
package dev.postern.customer.identity;

import org.jspecify.annotations.NullMarked;
