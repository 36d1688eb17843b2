/**
 * An application with a plain WebSocket endpoint that records the order of events at its end. Only the hook for Jetty is ours.
 */
package io.microcdi.it.stop;
