/**
 * The bounds of database work: how long a caller waits for it, and how much of it may be pending.
 */
@NullMarked
package dev.postern.common.database;

import org.jspecify.annotations.NullMarked;
