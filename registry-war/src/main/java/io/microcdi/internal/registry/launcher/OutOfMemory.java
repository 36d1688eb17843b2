package io.microcdi.internal.registry.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Ends the process where memory has run out. The threads that accept and read would be gone, and the process would stay, deaf
 * to nodes and to supervisors. Errors are seen where they end a thread, and where a thread that survives logs one.
 */
final class OutOfMemory extends Handler implements Thread.UncaughtExceptionHandler {

    /** The exit status. */
    static final int STATUS = 3;

    private static final int LONGEST_CHAIN = 16;
    private static final Logger ROOT = Logger.getLogger("");

    /** All that is needed at the end is made before, when there is memory. */
    private final byte[] message = ("registry: ended, since memory has run out (java.lang.OutOfMemoryError); give it more"
            + " with java -Xmx, or lower micro.registry-server.max-instances\n").getBytes(StandardCharsets.UTF_8);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);

    private OutOfMemory() {
    }

    /** Begins to look for such errors. */
    static void endsProcess() {
        OutOfMemory handler = new OutOfMemory();
        Thread.setDefaultUncaughtExceptionHandler(handler);
        ROOT.addHandler(handler);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        look(failure);
        System.err.println("Exception in thread \"" + thread.getName() + "\"");
        failure.printStackTrace();
    }

    @Override
    public void publish(LogRecord entry) {
        look(entry.getThrown());
    }

    private void look(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
            if (cause instanceof OutOfMemoryError) {
                end();
            }
            cause = cause.getCause();
        }
    }

    private void end() {
        try {
            err.write(message);
        } catch (IOException closed) {
            // the status says it
        } finally {
            // no shutdown hooks: they need memory
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Override
    public void flush() {
        // nothing is kept
    }

    @Override
    public void close() {
        // as above
    }
}
