/**
 * What the endpoints of OAuth have in common: reading a form, proving the client, answering and
 * refusing as RFC 6749 has it, and one audit line each.
 */
@NullMarked
package dev.postern.auth.oauth;

import org.jspecify.annotations.NullMarked;
