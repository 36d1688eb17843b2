package io.microcdi.it.wire;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log of this project's nodes in this process, at all levels, as {@code java.util.logging} formats it. */
final class LogLines extends Handler {

    private static final long PATIENCE_SECONDS = 20;

    private final Logger logger = Logger.getLogger("io.microcdi");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Queue<String> records = new ConcurrentLinkedQueue<>();
    private final Level before = logger.getLevel();

    LogLines() {
        setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
    }

    /** Reads on until a record contains a text. */
    void await(String text) throws InterruptedException {
        String record = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (record != null && !record.contains(text)) {
            record = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        if (record == null) {
            throw new AssertionError("no record in " + PATIENCE_SECONDS + " s contains " + text);
        }
    }

    /** All records until now, read or not; each ends with a line break. */
    List<String> records() {
        return List.copyOf(records);
    }

    @Override
    public void publish(LogRecord record) {
        String text = formatter.format(record);
        records.add(text);
        unread.add(text);
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
