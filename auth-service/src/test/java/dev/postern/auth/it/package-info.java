/** Integration tests of auth-service: its packaged process, PostgreSQL and Redis, nothing else. */
@NullMarked
package dev.postern.auth.it;

import org.jspecify.annotations.NullMarked;
