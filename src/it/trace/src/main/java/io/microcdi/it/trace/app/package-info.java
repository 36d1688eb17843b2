/** The services of the traced call. One WAR has those on servers. */
package io.microcdi.it.trace.app;
