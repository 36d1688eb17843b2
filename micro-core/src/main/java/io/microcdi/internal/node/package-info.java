/**
 * The engine of a node. It accepts links, dials links and serves routes. It does not use a registry: its callers pass
 * the addresses to dial.
 */
package io.microcdi.internal.node;
