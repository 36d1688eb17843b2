package io.microcdi.internal.registry.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Ends the process if it runs out of memory. Otherwise the threads that accept and read connections could be gone,
 * while the process stays and answers neither nodes nor supervisors. This class sees an error that ends a thread, and
 * an error that a surviving thread logs.
 */
final class OutOfMemory extends Handler implements Thread.UncaughtExceptionHandler {

    /** The exit status. */
    static final int STATUS = 3;

    private static final int MAX_CAUSES = 16;
    private static final Logger ROOT = Logger.getLogger("");

    /** The message of the end. It is allocated at the start, while there is memory. */
    private final byte[] message = ("registry: ended, since memory has run out (java.lang.OutOfMemoryError); give it more"
            + " with java -Xmx, or lower micro.registry-server.max-instances\n").getBytes(StandardCharsets.UTF_8);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);

    private OutOfMemory() {
    }

    /** Starts to detect such errors. */
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
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
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
            // the exit status gives the reason too
        } finally {
            // halt, because shutdown hooks need memory
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Override
    public void flush() {
        // this handler has no buffer
    }

    @Override
    public void close() {
        // this handler holds no resources
    }
}
