/**
 * Keys and opaque tokens that Postern makes: their format, and the directory in which verifiers
 * look them up.
 */
@NullMarked
package dev.postern.common.key;

import org.jspecify.annotations.NullMarked;
