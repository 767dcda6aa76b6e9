/**
 * The decision log: one line for each decision, so that an operator can say afterwards who came in,
 * when, and why another was refused. The change log is something else.
 */
@NullMarked
package dev.postern.common.audit;

import org.jspecify.annotations.NullMarked;
