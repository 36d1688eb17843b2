/**
 * The model of a route: its path, its method, the sources of its arguments, and its invocation.
 *
 * <p>The classes use only reflection. They depend on neither a portable nor a build-compatible extension. Their user
 * passes the annotations ({@link io.microcdi.internal.cdi.route.AnnotationSource}), the bean's types, its instances
 * ({@link io.microcdi.internal.cdi.route.InstanceSource}) and the request scope.
 */
package io.microcdi.internal.cdi.route;
