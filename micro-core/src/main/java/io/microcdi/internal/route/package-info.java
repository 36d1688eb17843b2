/** Finds the handler of a url and runs it: its thread, its context, its end and its cancellation. */
package io.microcdi.internal.route;
