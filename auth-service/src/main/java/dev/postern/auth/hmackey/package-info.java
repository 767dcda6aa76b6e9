/**
 * Keys by which clients sign their requests: made, rotated and revoked by operators, looked up by
 * every service through the credential directory. Verifying takes the secret itself, so it is kept
 * sealed, and shown to operators once.
 */
@NullMarked
package dev.postern.auth.hmackey;

import org.jspecify.annotations.NullMarked;
