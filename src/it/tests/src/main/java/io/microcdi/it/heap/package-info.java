/** Finds the references to a class loader that should be gone, in a dump of the server's heap. */
package io.microcdi.it.heap;
