/**
 * What an application can observe of its node: {@code void joined(@Observes RegistryJoined event)}, or with
 * {@code @ObservesAsync}. Events are fired one after the other, in the order in which things happened, on a thread on
 * which observers may block.
 */
@NullMarked
package io.microcdi.event;

import org.jspecify.annotations.NullMarked;
