/**
 * Links over Jakarta WebSocket sessions, on any server that implements them. The package hides the differences between
 * servers: it makes one send at a time, lets no exception leave a message handler, reads the path from the request URI,
 * assembles messages from parts under its own bound, and closes idle sessions itself.
 */
package io.microcdi.internal.websocket;
