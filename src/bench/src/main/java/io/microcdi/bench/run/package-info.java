/** Starts the processes, measures them in turns, and prints what came of it. */
package io.microcdi.bench.run;
