/**
 * Annotations for the methods of a service. They need no CDI. You can put the interfaces of a service into a library of
 * their own, which callers use too. The annotation that makes a class a bean is in the CDI extension.
 */
@NullMarked
package io.microcdi.annotation;

import org.jspecify.annotations.NullMarked;
