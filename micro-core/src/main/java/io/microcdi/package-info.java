/**
 * What an application sees: call other services, serve routes, and learn what happened.
 *
 * <p>Everything here is an interface or a value, but for {@link io.microcdi.MicroNodeBuilder}; the engine behind it lives in the
 * packages below. {@link io.microcdi.MicroNode#builder} makes a node in plain Java SE, the CDI extension makes one in a server. All types are safe for use by
 * several threads unless they say otherwise.
 */
@NullMarked
package io.microcdi;

import org.jspecify.annotations.NullMarked;
