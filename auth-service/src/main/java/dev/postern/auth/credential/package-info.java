/**
 * How opaque credentials are stored that Postern makes: API keys, client secrets, refresh tokens.
 *
 * <p>A credential is random, so {@link dev.postern.auth.credential.KeyedHash} keeps a keyed hash of
 * it, and compares a presented one in constant time. This is also the place for one record of all
 * opaque credentials (API keys, CRM tokens, client secrets); today each kind has its own table.
 */
@NullMarked
package dev.postern.auth.credential;

import org.jspecify.annotations.NullMarked;
