package io.microcdi.it.chaos.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.microcdi.it.chaos.app.Ledger;
import io.microcdi.it.chaos.app.Ledger.Event;

/** The ledger of all instances of a run. */
public final class Executions {

    /**
     * A note of a handler.
     *
     * @param owner the name of the instance as {@link Ledger#name} has it
     * @param at nanoseconds by the system's monotonic clock
     */
    public record Note(String owner, long at, int call, Event event) {
    }

    private final List<Note> notes = new ArrayList<>();

    /** Reads the ledger of a run. */
    public Executions(Path directory) {
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            read(name.substring(0, name.indexOf('-')), file);
        }
    }

    /** Returns the files of the ledger. */
    public static List<Path> files(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(Ledger.ENDING)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String owner, Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            while (bytes.remaining() >= Ledger.NOTE_BYTES) {
                notes.add(new Note(owner, bytes.getLong(), bytes.getInt(), Event.values()[bytes.getInt()]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how often each call ran. */
    private int[] times(int calls) {
        int[] times = new int[calls];
        notes.stream().filter(note -> note.event() == Event.BEGAN && note.call() >= 0 && note.call() < calls)
                .forEach(note -> times[note.call()]++);
        return times;
    }

    /** Returns the number of calls that ran more than once and must not. */
    public int twice(int calls) {
        int[] times = times(calls);
        int count = 0;
        for (int i = 0; i < calls; i++) {
            if (times[i] > 1 && !Ended.isIdempotent(i)) {
                count++;
            }
        }
        return count;
    }

    /** Returns the number of calls whose failure says that they certainly did not run, and that ran. */
    public int lies(Outcomes outcomes) {
        int[] times = times(outcomes.calls());
        return outcomes.failures(
                failure -> failure.outcome() == Ended.Outcome.NOT_EXECUTED && times[failure.number()] > 0);
    }

    /** Returns the number of executions since a moment. */
    public long begunSince(long nanoTime) {
        return count(note -> note.event() == Event.BEGAN && note.at() - nanoTime >= 0);
    }

    /** Returns the number of notes of a kind. */
    public long count(Predicate<Note> kind) {
        return notes.stream().filter(kind).count();
    }

    /** Returns the notes of an instance, in order of time. */
    public List<Note> of(String key) {
        String name = Ledger.name(key);
        return notes.stream().filter(note -> note.owner().equals(name))
                .sorted((one, other) -> Long.compare(one.at() - other.at(), 0)).toList();
    }
}
