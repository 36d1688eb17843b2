/** What can go wrong with a call, and what a handler throws to answer with a status of its own. */
@NullMarked
package io.microcdi.error;

import org.jspecify.annotations.NullMarked;
