/** Measures the registry, and prints what came of it. */
package io.microcdi.bench;
