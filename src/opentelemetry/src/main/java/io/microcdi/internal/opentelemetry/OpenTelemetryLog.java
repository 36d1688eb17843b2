package io.microcdi.internal.opentelemetry;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of telemetry: MICRO002900 to MICRO002999. */
@MessageLogger(projectCode = "MICRO")
interface OpenTelemetryLog extends BasicLogger {

    OpenTelemetryLog LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), OpenTelemetryLog.class,
            "io.microcdi.opentelemetry");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2900, value = "No traces and metrics: %s is not visible to micro-opentelemetry. Let the server provide"
            + " it, or add io.opentelemetry:opentelemetry-api")
    void off(String missing);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2901, value = "opentelemetry-api is older than 1.57.0, and cannot say whether the global OpenTelemetry is set."
            + " Set it before the first call or request of this node: one that is set later is not used, and gauges are"
            + " measured from then on")
    void oldApi();
}
