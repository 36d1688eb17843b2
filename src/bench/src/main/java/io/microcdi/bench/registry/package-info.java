/** Measures the registry: memory for each instance, time for each find, and the ratio to a bare echo on its server. */
package io.microcdi.bench.registry;
