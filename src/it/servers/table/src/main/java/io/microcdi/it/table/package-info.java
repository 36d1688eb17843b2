/** The table of the servers: what ran, on which JDK, and what came of it. */
package io.microcdi.it.table;
