/** The database of this service's unit tests. */
@NullMarked
package dev.postern.customer.database;

import org.jspecify.annotations.NullMarked;
