/**
 * Links over Jakarta WebSocket sessions, on any server and client that implements it. What servers differ in is met here:
 * one send at a time, no exception out of a message handler, paths read from the request URI, messages put together from
 * parts under our own bound, and sessions closed by us.
 */
package io.microcdi.internal.websocket;
