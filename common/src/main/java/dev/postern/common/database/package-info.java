/**
 * Bounds database work in time and in number.
 *
 * <p>A method annotated with {@link dev.postern.common.database.DatabaseTimeout} passes the
 * interceptor, which admits it through the bulkhead and fails its {@code Uni} after the timeout.
 */
@NullMarked
package dev.postern.common.database;

import org.jspecify.annotations.NullMarked;
