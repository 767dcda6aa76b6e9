/**
 * Everything on one machine: PostgreSQL, Redis and the three services, each a real process.
 *
 * <p>{@link dev.postern.stack.Main} is what the {@code postern} script calls; {@link
 * dev.postern.stack.Stack} starts and stops the parts, for the tests too; {@link
 * dev.postern.stack.Seeder} fills an empty stack through the same calls that an operator would
 * make.
 */
@NullMarked
package dev.postern.stack;

import org.jspecify.annotations.NullMarked;
