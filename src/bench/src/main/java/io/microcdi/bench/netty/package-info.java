/**
 * The limit of two cores and the loopback address for calls by JSON over WebSocket: Netty without a server around it, one
 * thread on each side, envelopes as those on our wire and payloads by Jackson, answers matched by a number, and one write to the
 * socket for all that was answered to one read. Nothing is routed, checked, bounded, handed over or found in a registry.
 */
package io.microcdi.bench.netty;
