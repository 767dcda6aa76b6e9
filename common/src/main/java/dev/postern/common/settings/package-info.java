/**
 * The configuration of the guard, as {@code @ConfigMapping} interfaces.
 *
 * <p>They are apart from {@code boot}, which composes all other packages, because these packages
 * need the settings: see docs/adr/0080-settings-apart-from-boot.md.
 */
@NullMarked
package dev.postern.common.settings;

import org.jspecify.annotations.NullMarked;
