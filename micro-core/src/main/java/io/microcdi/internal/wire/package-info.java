/** A message of the wire as text, and as a {@link io.microcdi.internal.wire.Frame}: reading, writing, and the bounds of both. */
package io.microcdi.internal.wire;
