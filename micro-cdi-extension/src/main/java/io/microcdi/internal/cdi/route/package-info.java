/**
 * The model of a route: which method serves which path, where its arguments come from, and how it is called.
 *
 * <p>Plain classes over reflection: they know neither a portable nor a build-compatible extension. Whoever uses them
 * gives the annotations ({@link io.microcdi.internal.cdi.route.AnnotationSource}), the bean's types, its instances
 * ({@link io.microcdi.internal.cdi.route.InstanceSource}) and the request scope.
 */
package io.microcdi.internal.cdi.route;
