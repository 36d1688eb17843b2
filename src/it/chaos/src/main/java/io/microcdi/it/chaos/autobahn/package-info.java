/** The Autobahn suite against our own WebSocket server. */
package io.microcdi.it.chaos.autobahn;
