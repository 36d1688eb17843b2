/** How long the server took to start. */
package io.microcdi.it.start;
