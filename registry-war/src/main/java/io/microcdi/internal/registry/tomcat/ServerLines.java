package io.microcdi.internal.registry.tomcat;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;

/**
 * Bounds the lines of the server's own log. Anybody who reaches the port causes such lines: Tomcat writes one, some with a
 * stack trace, for each malformed TLS hello. Thread-safe.
 */
final class ServerLines implements Filter {

    private final LogLimit limit = LogLimit.ofWarnings(TomcatLog.LOG::linesLeftOut);
    @Nullable
    private final Filter next;

    /**
     * Makes a filter.
     *
     * @param next filters the other lines too; {@code null} for none
     */
    ServerLines(@Nullable Filter next) {
        this.next = next;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (next != null && !next.isLoggable(line)) {
            return false;
        }
        String logger = line.getLoggerName();
        return logger == null || !logger.startsWith(QuietLogging.SERVER_NAME) || limit.permits(System.nanoTime());
    }
}
