/**
 * Reads and writes the messages of the wire. A message is text, and its frames are
 * {@link io.microcdi.internal.wire.Frame}s. Bounds limit both.
 */
package io.microcdi.internal.wire;
