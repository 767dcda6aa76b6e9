/**
 * The demo page at {@code /demo/}, which plays the web channel, and a stand-in for the vendor's
 * server, which it needs. Served only where {@code postern.demo.enabled} is true: the local stack.
 *
 * <p>The page calls the public endpoints as any company's page would, so nothing else in this
 * service knows of it.
 */
@NullMarked
package dev.postern.customer.demo;

import org.jspecify.annotations.NullMarked;
