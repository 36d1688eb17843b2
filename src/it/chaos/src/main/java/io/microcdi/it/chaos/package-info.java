/** Breaks processes, networks and deployments while calls go on, and counts what was lost. */
package io.microcdi.it.chaos;
