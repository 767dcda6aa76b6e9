/**
 * The rules of the code, and what is generated from it.
 *
 * <p>Classes named {@code …Rules} hold the rules of structure, by subject. Classes named {@code
 * …Test} compare golden files and reference documents with what the code says now; {@link
 * dev.postern.architecture.Golden} tells how to write them again.
 */
@NullMarked
package dev.postern.architecture;

import org.jspecify.annotations.NullMarked;
