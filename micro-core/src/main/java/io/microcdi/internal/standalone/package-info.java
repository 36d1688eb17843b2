/**
 * Puts the engine together: a node with its threads, in a server by its extension, or in plain Java SE with a server that is
 * found by {@link java.util.ServiceLoader}.
 */
package io.microcdi.internal.standalone;
