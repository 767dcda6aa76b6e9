/** The type of everything that must not be seen in a log, an error or a debugger. */
@NullMarked
package dev.postern.common.secret;

import org.jspecify.annotations.NullMarked;
