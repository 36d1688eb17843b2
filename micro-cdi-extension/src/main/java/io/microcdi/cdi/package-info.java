/** What an application writes on its beans. */
@NullMarked
package io.microcdi.cdi;

import org.jspecify.annotations.NullMarked;
