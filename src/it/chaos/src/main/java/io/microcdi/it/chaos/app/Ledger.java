package io.microcdi.it.chaos.app;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A file in which handlers note what they do. Each note is one write, so that it outlives a redeployment and a killed
 * process. Thread-safe.
 */
public final class Ledger implements AutoCloseable {

    /** Bytes of one note: the time by the system's monotonic clock, the number of the call, and the event. */
    public static final int NOTE_BYTES = Long.BYTES + 2 * Integer.BYTES;
    /** How the files end. */
    public static final String ENDING = ".ledger";

    /** An event in the life of a handler. */
    public enum Event {
        /** The handler began. */
        BEGAN,
        /** The handler ended, in any way. */
        ENDED,
        /** The handler heard that nobody waits for it any more. */
        ABORTED
    }

    /** A channel would be closed by the first interrupt of a handler; a stream is not. */
    private final FileOutputStream file;

    /**
     * Opens a new file.
     *
     * @param directory where all files of a run are
     * @param owner the key of the instance
     */
    public Ledger(Path directory, String owner) {
        try {
            Files.createDirectories(directory);
            file = new FileOutputStream(directory.resolve(name(owner) + "-" + UUID.randomUUID() + ENDING).toFile(),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how the names of an instance's files begin. */
    public static String name(String owner) {
        return owner.replaceAll("[^A-Za-z0-9.]", "_");
    }

    /** Notes an event. */
    public void note(Event event, int call) {
        ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES).putLong(System.nanoTime()).putInt(call)
                .putInt(event.ordinal());
        try {
            file.write(note.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
