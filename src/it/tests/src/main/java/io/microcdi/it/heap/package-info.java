/** What holds a class loader that should be gone: the way to it in a dump of the server's heap. */
package io.microcdi.it.heap;
