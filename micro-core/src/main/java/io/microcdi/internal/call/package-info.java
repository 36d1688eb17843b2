/**
 * The calls of a node. A call chooses an instance and sends a request. It retries on another instance where that is
 * safe. One deadline bounds the whole call.
 */
package io.microcdi.internal.call;
