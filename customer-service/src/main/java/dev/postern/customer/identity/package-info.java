/**
 * The opaque identifier by which other systems know a customer.
 *
 * <p>{@link dev.postern.customer.identity.CustomerIds} encrypts the internal id into the identifier
 * when a customer is created, and decrypts identifiers that come back. {@link
 * dev.postern.customer.identity.AnonymousResource} issues identifiers before a login.
 */
@NullMarked
package dev.postern.customer.identity;

import org.jspecify.annotations.NullMarked;
