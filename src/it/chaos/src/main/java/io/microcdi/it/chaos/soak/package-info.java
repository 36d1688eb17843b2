/** Half an hour in which providers die. */
package io.microcdi.it.chaos.soak;
