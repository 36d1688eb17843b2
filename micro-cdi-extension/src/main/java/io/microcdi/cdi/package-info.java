/** The annotations for the beans of an application. */
@NullMarked
package io.microcdi.cdi;

import org.jspecify.annotations.NullMarked;
