/**
 * The settings of a node, each with its key, default, bounds and meaning.
 *
 * <p>The core depends on no configuration system. A {@link io.microcdi.config.MicroConfig} is read from any function
 * that maps a key to a text. The CDI extension passes one that reads MicroProfile Config. In Java SE the builders read system
 * properties and environment variables, and the program may set values itself.
 */
@NullMarked
package io.microcdi.config;

import org.jspecify.annotations.NullMarked;
