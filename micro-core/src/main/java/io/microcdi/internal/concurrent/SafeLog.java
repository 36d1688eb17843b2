package io.microcdi.internal.concurrent;

/** Writes lines to a log that may fail: if the server has stopped the application, the classes of the log may be gone. */
public final class SafeLog {

    private SafeLog() {
    }

    /** Writes to a log, and ignores its failure: the caller has work that matters more. */
    public static void write(Runnable line) {
        try {
            line.run();
        } catch (RuntimeException | Error unwritten) {
            // the log itself has failed, so that the failure cannot be logged
        }
    }
}
