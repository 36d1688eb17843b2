/**
 * The quirks of the known servers, a class for each: the only place of the engine, beside the probes for a server's port,
 * that knows the name of a server.
 */
package io.microcdi.internal.websocket.adapter;
