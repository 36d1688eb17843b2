/** Two things measured in turns, in processor time, on links that need no sockets. */
package io.microcdi.bench.memory;
