/**
 * The demo page at {@code /demo/}, which is a web channel, and a simulation of the vendor's server.
 * It is served only if {@code postern.demo.enabled} is true, as in the local stack.
 *
 * <p>{@link dev.postern.customer.demo.DemoResource} serves the page. The page logs in and requests
 * its context at the public endpoints as any company's page does, then sends the token to {@link
 * dev.postern.customer.demo.VendorServer}, which requests the profile.
 */
@NullMarked
package dev.postern.customer.demo;

import org.jspecify.annotations.NullMarked;
