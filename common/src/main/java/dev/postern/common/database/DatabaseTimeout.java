package dev.postern.common.database;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bounds a method that uses the database: its {@code Uni} fails with a timeout after {@code
 * postern.guard.dependency-timeout}.
 *
 * <p>The work itself is not cancelled, because cancelling a transaction may leak its connection. So
 * it may still take effect although the caller has received a failure. {@link DatabaseBulkhead}
 * bounds how much unfinished work there can be.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface DatabaseTimeout {}
