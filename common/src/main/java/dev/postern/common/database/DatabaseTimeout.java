package dev.postern.common.database;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method that asks the database: the {@code Uni} fails if it has not come within {@code
 * postern.guard.dependency-timeout}. What is under way is not broken off, for a transaction broken
 * off may keep its connection: it may still take effect, though nobody was told so. Of what has not
 * ended there is only so much ({@link DatabaseBulkhead}).
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface DatabaseTimeout {}
