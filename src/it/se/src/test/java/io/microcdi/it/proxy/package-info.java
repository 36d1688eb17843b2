/** A reverse proxy between nodes, and between them and their registry. */
package io.microcdi.it.proxy;
