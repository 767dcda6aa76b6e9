/**
 * Taking over customers and their profiles from another system, as a stream of lines.
 *
 * <p>{@link dev.postern.customer.importing.LineSplitter} cuts the body into lines, {@link
 * dev.postern.customer.importing.LineParser} reads them, {@link
 * dev.postern.customer.importing.CustomerImport} stores them by the batch, and {@link
 * dev.postern.customer.importing.ImportResource} streams the report.
 */
@NullMarked
package dev.postern.customer.importing;

import org.jspecify.annotations.NullMarked;
