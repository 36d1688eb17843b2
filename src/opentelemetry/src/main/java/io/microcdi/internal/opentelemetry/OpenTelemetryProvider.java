package io.microcdi.internal.opentelemetry;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeInstrument;
import io.microcdi.internal.standalone.InstrumentProvider;

/** Provides the instrument, if the API of OpenTelemetry is visible. This class itself does not need the API. */
public final class OpenTelemetryProvider implements InstrumentProvider {

    private static final String API = "io.opentelemetry.api.OpenTelemetry";

    /** Called by the service loader. */
    public OpenTelemetryProvider() {
    }

    @Override
    public @Nullable NodeInstrument instrument(Function<Class<?>, @Nullable Object> beans) {
        try {
            Class.forName(API, false, OpenTelemetryProvider.class.getClassLoader());
            return TelemetryInstrument.find(beans);
        } catch (ClassNotFoundException | LinkageError absent) {
            OpenTelemetryLog.LOG.off(API);
            return null;
        }
    }
}
