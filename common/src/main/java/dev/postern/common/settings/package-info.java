/**
 * The configuration of the guard, as {@code @ConfigMapping} interfaces.
 *
 * <p>It is separate from {@code boot}, because the packages that {@code boot} composes need the
 * configuration: see docs/adr/0080-settings-apart-from-boot.md.
 */
@NullMarked
package dev.postern.common.settings;

import org.jspecify.annotations.NullMarked;
