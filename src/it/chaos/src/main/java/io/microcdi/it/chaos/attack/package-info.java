/** Bytes that must not be, on a node and on a registry. */
package io.microcdi.it.chaos.attack;
