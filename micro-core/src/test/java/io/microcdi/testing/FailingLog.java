package io.microcdi.testing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A log that fails with each line, as one whose application the server has stopped. */
public final class FailingLog extends Handler implements AutoCloseable {

    private final Logger logger;
    private final AtomicInteger lines = new AtomicInteger();

    /** Begins to fail. */
    public FailingLog(String category) {
        this.logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    /** Returns how many lines have failed. */
    public int lines() {
        return lines.get();
    }

    @Override
    public void publish(LogRecord entry) {
        lines.incrementAndGet();
        throw new NoClassDefFoundError("the classes of the log are gone");
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
