/** Callers in a closed loop, and what they see: how many calls, how long each. */
package io.microcdi.bench.load;
