/**
 * The channels through which customers come, and what an app hands on to the vendor's SDK in each.
 */
@NullMarked
package dev.postern.customer.channel;

import org.jspecify.annotations.NullMarked;
