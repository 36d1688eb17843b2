/** Nodes in Node.js, of both dialects, and nodes in Java call each other through our registry. */
package io.microcdi.it.interop;
