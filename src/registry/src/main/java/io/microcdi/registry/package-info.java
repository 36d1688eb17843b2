/**
 * The registry's API: {@link io.microcdi.registry.MicroRegistry}, its builder, its configuration keys, and the values that
 * it returns. The packages below {@code io.microcdi.internal} implement it and are not API.
 */
@NullMarked
package io.microcdi.registry;

import org.jspecify.annotations.NullMarked;
