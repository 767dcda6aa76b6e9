/** Ending tokens before their time: by the client that holds them (RFC 7009), and by operators. */
@NullMarked
package dev.postern.auth.revocation;

import org.jspecify.annotations.NullMarked;
