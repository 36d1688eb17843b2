/** One trace over four processes, exported to a collector. */
package io.microcdi.it.trace;
