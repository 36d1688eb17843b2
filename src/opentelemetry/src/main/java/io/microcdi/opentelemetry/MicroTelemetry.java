package io.microcdi.opentelemetry;

import java.util.Objects;

import io.microcdi.NodeInstrument;
import io.microcdi.annotation.Experimental;
import io.microcdi.internal.opentelemetry.TelemetryInstrument;
import io.opentelemetry.api.OpenTelemetry;

/**
 * Makes instruments for nodes and registries in Java SE that report to one {@code OpenTelemetry}. Without it a node reports to
 * {@code GlobalOpenTelemetry}. In an application the node uses the bean of type {@code OpenTelemetry}, if there is one.
 *
 * <pre>{@code
 * MicroNode.builder("payments").instrument(MicroTelemetry.of(openTelemetry))
 * }</pre>
 */
@Experimental
public final class MicroTelemetry {

    private MicroTelemetry() {
    }

    /** Returns an instrument that reports to an instance. It may be used for several nodes. Thread-safe. */
    public static NodeInstrument of(OpenTelemetry telemetry) {
        Objects.requireNonNull(telemetry, "the OpenTelemetry is null");
        return new TelemetryInstrument(() -> telemetry);
    }
}
