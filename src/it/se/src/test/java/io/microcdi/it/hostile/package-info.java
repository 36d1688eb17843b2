/** Nodes in Java SE, on whose ports others do all that the protocol forbids. */
package io.microcdi.it.hostile;
