/** What the fuzzers have in common. Each fuzzer is in the package of the parser that it feeds. */
package io.microcdi.it.fuzz;
