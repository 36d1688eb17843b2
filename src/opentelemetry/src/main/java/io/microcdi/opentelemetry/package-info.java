/** Traces and metrics of nodes and registries by OpenTelemetry. */
@NullMarked
package io.microcdi.opentelemetry;

import org.jspecify.annotations.NullMarked;
