/**
 * The events of the application's node. You observe them by {@code void joined(@Observes RegistryJoined event)}, or
 * with {@code @ObservesAsync}. Events are fired one after the other, in the order in which they happened. Observers may
 * block.
 */
@NullMarked
package io.microcdi.event;

import org.jspecify.annotations.NullMarked;
