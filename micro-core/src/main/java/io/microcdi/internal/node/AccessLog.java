package io.microcdi.internal.node;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;

/** Writes one line for each served request to the category {@code io.microcdi.access}. Thread-safe. */
final class AccessLog {

    private static final String NONE = "-";
    private static final int TRACE_LENGTH = 55;

    /** Refusals cost their sender nothing, and are written by the thread that reads the socket. */
    private final LogLimit refusals = LogLimit.perMinute(600, NodeLog.ACCESS::refusalsLeftOut);

    private AccessLog() {
    }

    /** Returns the log; {@code null} if it is off, so that requests pay nothing for it. */
    static @Nullable AccessLog of(MicroConfig config) {
        return config.get(ConfigKeys.LOG_ACCESS) ? new AccessLog() : null;
    }

    /** Writes the line of a request that has been answered or refused. */
    void served(ServedInvocation request, String status, long nanos) {
        String trace = request.metadata("traceparent").filter(AccessLog::isTrace).orElse(null);
        NodeLog.ACCESS.served(Excerpts.of(request.callerNamespace()), Excerpts.of(request.callerKey()),
                request.pattern(),
                Excerpts.of(status)
                        + (request.isAborted() && "200".equals(status) ? " (aborted)" : ""),
                millis(nanos),
                request.correlationId().map(Excerpts::of).orElse(NONE), trace == null ? NONE : trace.substring(3, 35),
                trace == null ? NONE : trace.substring(36, 52));
    }

    /** Writes the line of a request that was refused before it was taken into work, for at most 600 of them a minute. */
    void refused(String caller, String instance, String url, String status, long now) {
        if (!refusals.permits(now)) {
            return;
        }
        NodeLog.ACCESS.served(Excerpts.of(caller), Excerpts.of(instance), Excerpts.of(url),
                status, millis(0), NONE, NONE, NONE);
    }

    private static String millis(long nanos) {
        long micros = nanos / 1_000;
        return micros / 1_000 + "." + Long.toString(1_000 + micros % 1_000).substring(1);
    }

    /** Returns whether a text has the form of version 00 of the Trace Context of W3C. */
    private static boolean isTrace(String text) {
        return text.length() == TRACE_LENGTH && text.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    }
}
