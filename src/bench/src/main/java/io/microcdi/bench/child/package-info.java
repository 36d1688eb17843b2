/**
 * The processes that are measured. Each is told what to be by its arguments and what to do on its standard input, says on
 * its standard output what came of it, and ends with its input.
 */
package io.microcdi.bench.child;
