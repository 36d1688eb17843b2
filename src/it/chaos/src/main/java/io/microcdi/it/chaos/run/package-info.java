/** The common parts of all scenarios: options, processes, and the table of results. */
package io.microcdi.it.chaos.run;
