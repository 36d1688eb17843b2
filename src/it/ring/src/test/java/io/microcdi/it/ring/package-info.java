/**
 * Servers of different makers and a node without one, in processes of their own, call each other in one nested call.
 */
package io.microcdi.it.ring;
