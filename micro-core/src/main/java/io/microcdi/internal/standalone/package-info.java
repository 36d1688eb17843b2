/**
 * Builds a node with its threads from the parts of the engine. The CDI extension uses it in a server. In Java SE,
 * {@link java.util.ServiceLoader} finds a server for the node.
 */
package io.microcdi.internal.standalone;
