/**
 * Issuing tokens: the token endpoint and its dialects, and the customer tokens that
 * customer-service asks for.
 */
@NullMarked
package dev.postern.auth.token;

import org.jspecify.annotations.NullMarked;
