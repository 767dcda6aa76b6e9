/**
 * Benchmarks of the hot paths. {@code benchmarks/README.md} says how to run them and lists the
 * results.
 */
@NullMarked
package dev.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
