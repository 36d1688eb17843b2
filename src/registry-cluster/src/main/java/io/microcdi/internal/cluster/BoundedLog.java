package io.microcdi.internal.cluster;

import java.util.Locale;
import java.util.concurrent.Callable;

import org.jgroups.logging.CustomLogFactory;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The log of a channel of JGroups. Any peer can cause its warnings and errors, and texts of the peer may be in them. So they
 * are escaped, and bounded in number. The other levels go to the log that JGroups finds by itself. Thread-safe.
 */
final class BoundedLog implements Log {

    private final Log found;
    private final BoundedReports reports;

    private BoundedLog(Log found, BoundedReports reports) {
        this.found = found;
        this.reports = reports;
    }

    /**
     * Makes an object whose parts use such a log. JGroups has only one factory of logs for a class loader, which this method
     * restores afterwards.
     */
    static synchronized <T> T during(BoundedReports reports, Callable<T> maker) throws Exception {
        CustomLogFactory before = LogFactory.getCustomLogFactory();
        CustomLogFactory bounded = new CustomLogFactory() {
            @Override
            public Log getLog(Class<?> type) {
                LogFactory.setCustomLogFactory(before);
                try {
                    return new BoundedLog(LogFactory.getLog(type), reports);
                } finally {
                    LogFactory.setCustomLogFactory(this);
                }
            }

            @Override
            public Log getLog(String category) {
                return getLog(JGroupsReplication.class);
            }
        };
        LogFactory.setCustomLogFactory(bounded);
        try {
            return maker.call();
        } finally {
            LogFactory.setCustomLogFactory(before);
        }
    }

    private void report(String message, @Nullable Throwable failure, Object... args) {
        reports.network(text(message, args), failure);
    }

    /** Returns the text with its arguments. A fault in one of them must not end the task that reports. */
    private static String text(String message, Object... args) {
        try {
            return args.length == 0 ? message : String.format(Locale.ROOT, message, args);
        } catch (RuntimeException wrong) {
            return message;
        }
    }

    @Override
    public boolean isFatalEnabled() {
        return true;
    }

    @Override
    public void fatal(String message) {
        report(message, null);
    }

    @Override
    public void fatal(String message, Object... args) {
        report(message, null, args);
    }

    @Override
    public void fatal(String message, Throwable failure) {
        report(message, failure);
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public void error(String message) {
        report(message, null);
    }

    @Override
    public void error(String message, Object... args) {
        report(message, null, args);
    }

    @Override
    public void error(String message, Throwable failure) {
        report(message, failure);
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public void warn(String message) {
        report(message, null);
    }

    @Override
    public void warn(String message, Object... args) {
        report(message, null, args);
    }

    @Override
    public void warn(String message, Throwable failure) {
        report(message, failure);
    }

    @Override
    public boolean isInfoEnabled() {
        return found.isInfoEnabled();
    }

    @Override
    public void info(String message) {
        found.info(message);
    }

    @Override
    public void info(String message, Object... args) {
        found.info(message, args);
    }

    @Override
    public boolean isDebugEnabled() {
        return found.isDebugEnabled();
    }

    @Override
    public void debug(String message) {
        found.debug(message);
    }

    @Override
    public void debug(String message, Object... args) {
        found.debug(message, args);
    }

    @Override
    public void debug(String message, Throwable failure) {
        found.debug(message, failure);
    }

    @Override
    public boolean isTraceEnabled() {
        return found.isTraceEnabled();
    }

    @Override
    public void trace(String message) {
        found.trace(message);
    }

    @Override
    public void trace(String message, Object... args) {
        found.trace(message, args);
    }

    @Override
    public void trace(String message, Throwable failure) {
        found.trace(message, failure);
    }

    @Override
    public void trace(Object message) {
        found.trace(message);
    }

    @Override
    public void setLevel(String level) {
        found.setLevel(level);
    }

    @Override
    public String getLevel() {
        return found.getLevel();
    }
}
