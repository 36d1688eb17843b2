/**
 * An Arquillian container for any server that is started by a command, deploys what is put into a directory, and says in
 * its output what it has done: everything else stands in {@code arquillian.xml}.
 */
package io.microcdi.it.launcher;
