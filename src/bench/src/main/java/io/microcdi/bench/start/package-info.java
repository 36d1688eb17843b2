/** Measures the start of an application that has many beans with routes. */
package io.microcdi.bench.start;
