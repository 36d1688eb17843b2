/**
 * The API for applications: call other services, serve routes, and observe the node.
 *
 * <p>All types of this package are interfaces or values, except the builder {@link io.microcdi.MicroNodeBuilder} and the
 * type token {@link io.microcdi.GenericType}. The packages below {@code io.microcdi.internal} implement them and are not
 * API. {@link io.microcdi.MicroNode#builder} builds a node in Java SE. The CDI extension builds one in a server. Several
 * threads may use any of these types at the same time, unless its page says otherwise.
 */
@NullMarked
package io.microcdi;

import org.jspecify.annotations.NullMarked;
