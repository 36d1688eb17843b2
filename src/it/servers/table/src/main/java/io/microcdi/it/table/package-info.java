/** The table of the servers: the tests that ran, the JDK, and the results. */
package io.microcdi.it.table;
