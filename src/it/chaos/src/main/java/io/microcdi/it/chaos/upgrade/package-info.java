/** Nodes and registries of this build and of another one together, and one replaced by the other while calls go on. */
package io.microcdi.it.chaos.upgrade;
