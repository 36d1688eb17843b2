/**
 * The least that a program on a server's WebSocket can do for a call: text there and back, answers matched to questions by
 * a number, one message a call. A queue and one asynchronous send in flight on both sides, since servers refuse more or
 * slow down where threads wait. And the same with what the standard has for messages that may travel together.
 */
package io.microcdi.bench.echo;
