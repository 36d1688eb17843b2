package io.microcdi.internal.wire;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Stands in a log for an exception whose message contains text from outside. An application's exception often repeats a
 * text of the request, or the message of another service. In a stack trace such a text could forge lines of the log.
 */
public final class LoggedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    /** The largest number of exceptions in one chain, including causes and suppressed ones. Further ones are left out. */
    private static final int MAX_EXCEPTIONS = 64;
    /** The characters of one message. */
    private static final int MAX_CHARS = 4_096;

    private final String text;

    private LoggedThrowable(String text, StackTraceElement[] trace) {
        super(text);
        this.text = text;
        setStackTrace(trace);
    }

    /**
     * Returns an exception that a log may print: the same one if all its messages are safe, or else a copy with the same
     * stack traces. In the copy a Java escape stands for each invisible character.
     */
    public static Throwable of(Throwable thrown) {
        try {
            return isSafe(thrown, new IdentityHashMap<>()) ? thrown : copy(thrown, new IdentityHashMap<>());
        } catch (RuntimeException e) { // the application has overridden a getter, which fails
            return new LoggedThrowable(thrown.getClass().getName(), new StackTraceElement[0]);
        }
    }

    /** Returns an exception without its stack trace and causes, for a log line whose text is enough. */
    public static Throwable untraced(Throwable thrown) {
        return new LoggedThrowable(Excerpts.escaped(text(thrown), MAX_CHARS), new StackTraceElement[0]);
    }

    private static boolean isSafe(Throwable thrown, Map<Throwable, Throwable> seen) {
        if (thrown == null || seen.put(thrown, thrown) != null) {
            return true;
        }
        String text = text(thrown);
        if (seen.size() > MAX_EXCEPTIONS || text.length() > MAX_CHARS || !Excerpts.isVisible(text)
                || !isSafe(thrown.getCause(), seen)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!isSafe(suppressed, seen)) {
                return false;
            }
        }
        return true;
    }

    private static LoggedThrowable copy(Throwable thrown, Map<Throwable, LoggedThrowable> copies) {
        if (thrown == null || copies.size() >= MAX_EXCEPTIONS) {
            return null;
        }
        LoggedThrowable known = copies.get(thrown);
        if (known != null) {
            return known;
        }
        LoggedThrowable copy = new LoggedThrowable(Excerpts.escaped(text(thrown), MAX_CHARS), thrown.getStackTrace());
        copies.put(thrown, copy);
        LoggedThrowable cause = copy(thrown.getCause(), copies);
        if (cause != null && cause != copy) {
            copy.initCause(cause);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            LoggedThrowable other = copy(suppressed, copies);
            if (other != null && other != copy) {
                copy.addSuppressed(other);
            }
        }
        return copy;
    }

    private static String text(Throwable thrown) {
        String text = thrown.toString();
        return text == null ? thrown.getClass().getName() : text;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the text begins with the name of the other class
    public String toString() {
        return text;
    }
}
