/**
 * The local stack: PostgreSQL, Redis and the three services on one machine, each in its own
 * process.
 *
 * <p>The {@code postern} script calls {@link dev.postern.stack.Main}. {@link
 * dev.postern.stack.Stack} starts and stops the processes, also for the integration tests: it
 * writes the configuration of each service, launches it, waits for its readiness, and lets {@link
 * dev.postern.stack.Seeder} seed an empty stack with the calls an operator would make.
 */
@NullMarked
package dev.postern.stack;

import org.jspecify.annotations.NullMarked;
