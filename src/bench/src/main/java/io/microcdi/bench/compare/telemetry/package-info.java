/** OpenTelemetry for the service with MicroCDI. */
package io.microcdi.bench.compare.telemetry;
