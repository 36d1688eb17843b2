/** Proxies in front of a server: authorities of a test's own, and the programs that end TLS there. */
package io.microcdi.it.front;
