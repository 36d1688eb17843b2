/** Recorded conversations between nodes of the Node.js package, replayed against our registry, provider and caller. */
package io.microcdi.it.wire;
