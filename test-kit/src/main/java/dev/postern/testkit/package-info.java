/**
 * The base of the integration tests: {@link dev.postern.testkit.TestStack} starts the packaged
 * services that a module's {@code test-stack.properties} names, with real PostgreSQL and Redis; the
 * clients beside it speak to them by HTTP, gRPC and SQL only. {@link dev.postern.testkit.TestLogs}
 * reads what every process has logged after each test class.
 */
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;
