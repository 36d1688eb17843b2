/**
 * Puts the engine together: a node or a registry with its threads, in a server by its extension or in plain Java SE with
 * Tyrus as its server.
 */
package io.microcdi.standalone;
