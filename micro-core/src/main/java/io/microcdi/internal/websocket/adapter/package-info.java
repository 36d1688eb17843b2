/**
 * The peculiarities of the known servers, one class for each server: sizes of buffers, timeouts, and how a session is
 * cut off. Apart from the probes for a server's port, no other part of the engine knows the name of a server.
 */
package io.microcdi.internal.websocket.adapter;
