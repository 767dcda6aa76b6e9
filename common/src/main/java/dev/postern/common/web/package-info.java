/**
 * What REST resources of all services share: form parameters, paging, media types, plain text, and
 * strict JSON bodies. A request reaches this code after the guard has admitted it.
 */
@NullMarked
package dev.postern.common.web;

import org.jspecify.annotations.NullMarked;
