/**
 * A process that accepts links, dials links and serves routes. It knows no registry: who is where is told to it.
 */
package io.microcdi.internal.node;
