/**
 * Integration tests of profile-service: its packaged process and that of auth-service, PostgreSQL
 * and Redis. Customer tokens come from auth-service as customer-service would get them.
 */
@NullMarked
package dev.postern.profile.it;

import org.jspecify.annotations.NullMarked;
