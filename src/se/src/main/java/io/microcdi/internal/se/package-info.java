/**
 * The server of a node or registry in Java SE: Tyrus on Grizzly, configured by the public interfaces of both. The core
 * finds it by {@link java.util.ServiceLoader}.
 */
package io.microcdi.internal.se;
