/** What goes past the ways of Undertow that a WebSocket endpoint usually takes. */
package io.microcdi.it.undertow;
