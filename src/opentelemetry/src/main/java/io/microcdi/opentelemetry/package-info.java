/** Traces and metrics of nodes and registries by OpenTelemetry. */
package io.microcdi.opentelemetry;
