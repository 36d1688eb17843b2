/** Spans of calls and of served requests, and metrics of a node. */
package io.microcdi.internal.opentelemetry;
