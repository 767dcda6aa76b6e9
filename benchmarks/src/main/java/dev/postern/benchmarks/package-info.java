/**
 * What the hot paths cost. How to run them, and what was measured: {@code benchmarks/README.md}.
 */
@NullMarked
package dev.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
