/** Runs a node in Node.js, where this machine can. */
package io.microcdi.it.node;
