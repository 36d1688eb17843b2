package io.microcdi.internal.node;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;

/**
 * Writes one line for each served request to the category {@code io.microcdi.access}. {@link InboundInvocation} calls it when
 * the answer is known, before it is sent. Thread-safe.
 */
final class AccessLog {

    private static final String NONE = "-";
    private static final int TRACE_LENGTH = 55;
    private static final Pattern SPACE = Pattern.compile("\\p{Z}");

    /** Bounds the lines of refusals: a peer can cause any number of them, and the reading thread writes them. */
    private final LogLimit refusals = LogLimit.perMinute(600, NodeLog.ACCESS::refusalsLeftOut);

    private AccessLog() {
    }

    /** Returns the log; {@code null} if it is off, so that requests pay nothing for it. */
    static @Nullable AccessLog of(MicroConfig config) {
        return config.get(ConfigKeys.LOG_ACCESS) ? new AccessLog() : null;
    }

    /** Writes the line of a request that has been answered or refused. */
    void served(InboundInvocation request, String status, long nanos) {
        String trace = request.metadata("traceparent").filter(AccessLog::isTrace).orElse(null);
        NodeLog.ACCESS.served(field(request.callerNamespace()), field(request.callerKey()), request.pattern(),
                Excerpts.of(status)
                        + (request.isAborted() && "200".equals(status) ? " (aborted)" : ""),
                millis(nanos),
                request.correlationId().map(AccessLog::field).orElse(NONE),
                trace == null ? NONE : trace.substring(3, 35),
                trace == null ? NONE : trace.substring(36, 52));
    }

    /** Returns whether the log has room for a refused request: for at most 600 of them a minute. */
    boolean admitsRefusal(long now) {
        return refusals.permits(now);
    }

    /** Writes the line of a request that was refused before it was taken into work, if the log has room for it. */
    void refused(String caller, String instance, String url, String status, long now) {
        if (!admitsRefusal(now)) {
            return;
        }
        NodeLog.ACCESS.served(field(caller), field(instance), field(url), status, millis(0), NONE, NONE, NONE);
    }

    /**
     * Returns a text from outside as one field. Spaces are encoded, because the text after a space would look like
     * another field of the line.
     */
    private static String field(String text) {
        return SPACE.matcher(Excerpts.of(text)).replaceAll(
                space -> URLEncoder.encode(space.group(), StandardCharsets.UTF_8).replace("+", "%20"));
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
