/** What all scenarios share: options, processes, and the table of results. */
package io.microcdi.it.chaos.run;
