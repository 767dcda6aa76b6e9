/**
 * The import of customers and their profiles from another system, as a stream of lines.
 *
 * <p>{@link dev.postern.customer.importing.ImportResource} takes the body and streams the report.
 * {@link dev.postern.customer.importing.LineSplitter} splits the body into lines, {@link
 * dev.postern.customer.importing.LineParser} parses them, and {@link
 * dev.postern.customer.importing.CustomerImport} stores them in batches.
 */
@NullMarked
package dev.postern.customer.importing;

import org.jspecify.annotations.NullMarked;
