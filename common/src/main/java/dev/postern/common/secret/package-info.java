/**
 * The type for confidential values, which keeps them out of logs, error messages and debuggers.
 * Adapters wrap a secret when they receive it and reveal it only where it is used.
 */
@NullMarked
package dev.postern.common.secret;

import org.jspecify.annotations.NullMarked;
