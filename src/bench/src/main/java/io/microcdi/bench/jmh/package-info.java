/** Parts of the engine alone, measured by JMH. Those that only the link's package sees are in a package of its name. */
package io.microcdi.bench.jmh;
