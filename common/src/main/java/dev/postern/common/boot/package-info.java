/**
 * Composition: puts the pipeline together from its parts, which know nothing of the framework, and
 * starts what must run before the first call.
 */
@NullMarked
package dev.postern.common.boot;

import org.jspecify.annotations.NullMarked;
