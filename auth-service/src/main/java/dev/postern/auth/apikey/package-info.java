/**
 * API keys: made and revoked by operators, looked up by every service through the credential
 * directory.
 */
@NullMarked
package dev.postern.auth.apikey;

import org.jspecify.annotations.NullMarked;
