/** Runs nodes in Node.js, of either dialect, where this machine can. */
package io.microcdi.it.node;
