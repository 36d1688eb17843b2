/**
 * Every number and switch of a node, with its key, default, bounds and meaning in one place.
 *
 * <p>The core knows no configuration system: a {@link io.microcdi.config.MicroConfig} is read from any function that maps
 * a key to a text, as MicroProfile Config is, or built with values.
 */
@NullMarked
package io.microcdi.config;

import org.jspecify.annotations.NullMarked;
