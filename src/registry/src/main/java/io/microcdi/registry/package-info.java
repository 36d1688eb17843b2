/**
 * The registry's API: {@link io.microcdi.registry.MicroRegistry}, its builder, and the values that it returns. The engine
 * behind it is in {@code io.microcdi.internal.registry} and may change.
 */
@NullMarked
package io.microcdi.registry;

import org.jspecify.annotations.NullMarked;
