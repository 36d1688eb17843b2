/** The common parts of the fuzzers. Each fuzzer is in the package of the parser that it feeds. */
package io.microcdi.it.fuzz;
