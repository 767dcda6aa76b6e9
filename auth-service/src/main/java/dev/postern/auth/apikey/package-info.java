/**
 * API keys.
 *
 * <p>Operators create and revoke them at {@link dev.postern.auth.apikey.ApiKeyResource}. {@link
 * dev.postern.auth.apikey.ApiKeys} keeps a keyed hash of each, and finds a key by its digest: for
 * the other services through package {@code directory}, and for the token exchange. A key is an
 * entity (Panache), because operators edit it.
 */
@NullMarked
package dev.postern.auth.apikey;

import org.jspecify.annotations.NullMarked;
