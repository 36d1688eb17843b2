/**
 * A WAR that stays deployed and sees what others leave behind in its server: class loaders, threads, sockets, objects.
 */
package io.microcdi.it.witness;
