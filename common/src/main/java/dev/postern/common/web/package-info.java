/** What REST resources share: forms, paging, media types, plain text, and strict JSON bodies. */
@NullMarked
package dev.postern.common.web;

import org.jspecify.annotations.NullMarked;
