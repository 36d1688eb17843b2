package io.microcdi.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the lines that are logged while a test runs: JBoss Logging writes to java.util.logging here. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** Begins to listen. */
    public LogCapture(String category) {
        this.logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    /** The lines logged so far. */
    public List<String> messages() {
        return messages;
    }

    /** The throwables that were logged so far. */
    public List<Throwable> failures() {
        return failures;
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(entry.getMessage());
        if (entry.getThrown() != null) {
            failures.add(entry.getThrown());
        }
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
