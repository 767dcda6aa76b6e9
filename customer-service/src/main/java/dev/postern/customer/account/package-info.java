/** The customers as the database knows them. */
@NullMarked
package dev.postern.customer.account;

import org.jspecify.annotations.NullMarked;
