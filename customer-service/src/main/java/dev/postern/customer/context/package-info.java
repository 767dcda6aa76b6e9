/** What a chat channel's SDK needs to know about the customer: the identifier and a token. */
@NullMarked
package dev.postern.customer.context;

import org.jspecify.annotations.NullMarked;
