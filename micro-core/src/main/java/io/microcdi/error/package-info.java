/** The exceptions of failed calls, and the exception by which a handler answers with a status of its own. */
@NullMarked
package io.microcdi.error;

import org.jspecify.annotations.NullMarked;
