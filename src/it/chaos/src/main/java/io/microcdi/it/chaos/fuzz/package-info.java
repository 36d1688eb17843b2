/** The fuzzers of the parsers, each for a while. */
package io.microcdi.it.chaos.fuzz;
