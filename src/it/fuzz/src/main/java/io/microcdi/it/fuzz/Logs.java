package io.microcdi.it.fuzz;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Reads all that this process logs. A line with a hidden character is a finding, and so is an error. Threads of servers log
 * too, so that a finding may come one input later.
 */
public final class Logs {

    private static final Formatter FORMATTER = new SimpleFormatter();
    private static final AtomicReference<AssertionError> FINDING = new AtomicReference<>();
    /** Held here, because the log manager would lose their levels. */
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.microcdi");
    private static boolean watched;

    private Logs() {
    }

    /** Reads all from now on, also the details of this project. Nothing is written to the standard streams any more. */
    public static synchronized void watch() {
        if (watched) {
            return;
        }
        watched = true;
        for (Handler other : ROOT.getHandlers()) {
            ROOT.removeHandler(other);
        }
        OURS.setLevel(Level.ALL);
        Reader reader = new Reader();
        reader.setLevel(Level.ALL);
        ROOT.addHandler(reader);
    }

    /** Throws if something was logged that must not be. */
    public static void check() {
        AssertionError finding = FINDING.getAndSet(null);
        if (finding != null) {
            throw finding;
        }
    }

    private static final class Reader extends Handler {

        @Override
        public void publish(LogRecord line) {
            try {
                String message = FORMATTER.formatMessage(line);
                Texts.visible(message, "a line of the log has visible characters only");
                if (line.getThrown() != null) {
                    trace(line.getThrown());
                }
                Input.check(line.getLevel().intValue() < Level.SEVERE.intValue(), "no input is an error in the log",
                        line.getLoggerName(), message, line.getThrown());
            } catch (AssertionError finding) {
                FINDING.compareAndSet(null, finding);
            }
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Checks the text of an exception in a log. Its own lines may end, and begin with a tabulator. */
    static void trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        text.toString().lines().forEach(
                line -> Texts.visible(line.replaceFirst("^\t+", ""), "a trace has visible characters only"));
    }
}
