/**
 * Strict, bounded parsing of JSON that a caller wrote: token headers and claims, JWK sets, request
 * bodies. Pure.
 */
@NullMarked
package dev.postern.common.json;

import org.jspecify.annotations.NullMarked;
