/**
 * Integration tests of customer-service: its packaged process, those of auth-service and
 * profile-service, PostgreSQL and Redis.
 */
@NullMarked
package dev.postern.customer.it;

import org.jspecify.annotations.NullMarked;
