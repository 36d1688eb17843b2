package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Pattern;

/**
 * The log of this process as {@code java.util.logging} formats it: of this project's nodes at all levels, of the libraries
 * below them as usual.
 */
final class LogLines extends Handler {

    private static final long PATIENCE_SECONDS = 60;

    /**
     * Controls other than line feed and tab, line and paragraph separators, invisible characters, marks and overrides of the
     * direction.
     */
    private static final Pattern RAW = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E"
            + "\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\u034F\\u115F\\u1160\\u2800\\u3164\\uFFA0"
            + "\\uFE00-\\uFE0F\\x{E0100}-\\x{E01EF}]");

    private final Logger root = Logger.getLogger("");
    private final Logger logger = Logger.getLogger("io.microcdi");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Queue<String> records = new ConcurrentLinkedQueue<>();
    private final Level before = logger.getLevel();

    LogLines() {
        setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        root.addHandler(this);
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

    /** Fails if a line begins with a forged text, or if a character could change how the log is shown. */
    void assertClean(String forged) {
        assertThat(records.stream().filter(record -> record.lines().anyMatch(line -> line.startsWith(forged))))
                .as("records with a forged line").isEmpty();
        assertThat(records.stream().flatMap(record -> RAW.matcher(record).results()
                .map(raw -> String.format("U+%04X in %s", raw.group().codePointAt(0),
                        RAW.matcher(record).replaceAll("?")))))
                .as("raw control, invisible and direction characters in the log").isEmpty();
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
        root.removeHandler(this);
        logger.setLevel(before);
    }
}
