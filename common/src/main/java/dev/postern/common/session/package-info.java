/**
 * A customer's session, as every service knows it: customer-service keeps the record and seals the
 * cookie, the others ask it.
 */
@NullMarked
package dev.postern.common.session;

import org.jspecify.annotations.NullMarked;
