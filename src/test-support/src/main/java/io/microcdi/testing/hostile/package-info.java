/** What strangers and broken programs do to a port, and a load beside it that must not notice. */
package io.microcdi.testing.hostile;
