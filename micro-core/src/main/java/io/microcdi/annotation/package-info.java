/**
 * What the methods of a service are marked by. It needs no CDI, so that the interfaces of a service can be in a library of
 * their own, which callers use too; what makes a bean of a class is in the CDI extension.
 */
@NullMarked
package io.microcdi.annotation;

import org.jspecify.annotations.NullMarked;
