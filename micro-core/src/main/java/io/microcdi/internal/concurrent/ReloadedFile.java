package io.microcdi.internal.concurrent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;

/**
 * A value in one file or in several. A use of the value checks whether a file has changed, at most once a second, and reads
 * the value again if one has. If a file becomes invalid, the last valid value stays. Other uses of the value do not wait
 * for the check: its file system may hang. Thread-safe.
 *
 * @param <T> the value
 */
public final class ReloadedFile<T> {

    private static final long CHECK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<String> files;
    private final LongSupplier clock;
    private final Callable<T> reader;
    private final Consumer<T> changed;
    private final Consumer<Exception> invalid;
    private volatile T value;
    /** Read and written by the thread that checks, as is {@link #failed}. */
    private String version;
    private long checkedAt;
    private boolean checking;
    private boolean failed;

    /**
     * Reads a file for the first time.
     *
     * @param key the configuration key that names the file
     * @param clock gives nanoseconds
     * @param reader reads the file. It throws a {@link ConfigException} if the content is invalid
     * @param changed takes each later value
     * @param invalid takes the failure that makes the file unusable, once until the file is valid again
     * @throws ConfigException if the file cannot be read, or is invalid
     */
    public ReloadedFile(ConfigKey<?> key, Path file, LongSupplier clock, Callable<T> reader, Consumer<T> changed,
            Consumer<Exception> invalid) {
        this(List.of(file.toString()), clock, changed, invalid, reader);
        try {
            read();
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new ConfigException(key.name(), file.toString(),
                    "a file that can be read (" + e.getClass().getSimpleName() + ")");
        }
        this.checkedAt = clock.getAsLong();
    }

    /**
     * Reads several files for the first time. It throws what the reader throws.
     *
     * @param files the paths
     * @param clock gives nanoseconds
     * @param reader reads the files
     * @param changed takes each later value
     * @param invalid takes the failure that makes a file unusable, once until all files are valid again
     */
    public ReloadedFile(List<String> files, LongSupplier clock, Supplier<T> reader, Consumer<T> changed,
            Consumer<Exception> invalid) {
        this(files, clock, changed, invalid, reader::get);
        this.version = versions();
        this.value = reader.get();
        this.checkedAt = clock.getAsLong();
    }

    private ReloadedFile(List<String> files, LongSupplier clock, Consumer<T> changed, Consumer<Exception> invalid,
            Callable<T> reader) {
        this.files = List.copyOf(files);
        this.clock = clock;
        this.reader = reader;
        this.changed = changed;
        this.invalid = invalid;
    }

    /**
     * Returns the path that a configuration names.
     *
     * @throws ConfigException if the text is no path
     */
    public static Path path(ConfigKey<?> key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(key.name(), text, "the path of a file (" + e.getReason() + ")");
        }
    }

    /**
     * Returns the text of a file in UTF-8, without the byte order mark that some editors write: nobody sees it, and it is no
     * part of a secret.
     *
     * @param max the most bytes of the file. The text of a larger one is empty
     */
    public static String text(Path file, long max) throws IOException {
        return Files.size(file) > max ? "" : withoutMark(Files.readString(file));
    }

    /** Returns the text of a file without its byte order mark. */
    public static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Returns the value. */
    public T current() {
        if (beginsCheck()) {
            try {
                check();
            } finally {
                synchronized (this) {
                    checking = false;
                }
            }
        }
        return value;
    }

    private synchronized boolean beginsCheck() {
        long now = clock.getAsLong();
        boolean begins = !checking && now - checkedAt >= CHECK_INTERVAL_NANOS;
        if (begins) {
            checking = true;
            checkedAt = now;
        }
        return begins;
    }

    private void check() {
        try {
            if (read()) {
                changed.accept(value);
            }
            failed = false;
        } catch (Exception e) {
            if (!failed) {
                failed = true;
                invalid.accept(e);
            }
        }
    }

    /** Reads the value unless the files are those that were read last. Returns whether it was read. */
    private boolean read() throws Exception {
        String found = versions();
        if (found.equals(version)) {
            return false;
        }
        value = reader.call();
        version = found;
        return true;
    }

    private String versions() {
        return files.stream().map(ReloadedFile::version).collect(Collectors.joining(" "));
    }

    /** Returns a text that changes with the file. It also shows that there is no such file. */
    public static String version(String file) {
        try {
            BasicFileAttributes now = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException | InvalidPathException e) {
            return "none";
        }
    }
}
