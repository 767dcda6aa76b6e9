/**
 * One line per decision, so that an operator can say afterwards who came in, when, and why another
 * was refused.
 */
@NullMarked
package dev.postern.common.audit;

import org.jspecify.annotations.NullMarked;
