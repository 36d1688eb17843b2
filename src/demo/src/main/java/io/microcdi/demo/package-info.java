/**
 * The demo: a registry and the two services of {@code sample-app} on a server, two calls, and the addresses of the
 * pages. Nothing of it is shipped.
 */
package io.microcdi.demo;
