/**
 * The server of a node or registry in plain Java SE: Tyrus on Grizzly, which the program adds to its class path. It is
 * configured by the public interfaces of both.
 */
package io.microcdi.standalone.tyrus;
