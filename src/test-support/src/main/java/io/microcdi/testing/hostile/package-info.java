/** Attacks of strangers and broken programs on a port, and a steady load that must not suffer from them. */
package io.microcdi.testing.hostile;
