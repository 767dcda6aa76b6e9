/** The channels that customers come through; logins, sessions and tokens carry one. */
@NullMarked
package dev.postern.customer.channel;

import org.jspecify.annotations.NullMarked;
