/** What stands in front of a server: authorities of a test's own, and who ends TLS there. */
package io.microcdi.it.front;
