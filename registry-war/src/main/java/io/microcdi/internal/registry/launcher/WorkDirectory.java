package io.microcdi.internal.registry.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory that only its owner can read. A killed process cannot delete its directory. The next process
 * that starts deletes it. A lock on a file in each directory ends with its process, and shows that the directory is
 * unused.
 */
final class WorkDirectory implements AutoCloseable {

    private static final String PREFIX = "microcdi-registry-";
    private static final String LOCK = "lock";

    /** The age below which a directory is not deleted, because its process may not have locked it yet. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;

    private WorkDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static WorkDirectory create() throws IOException {
        Path path = Files.createTempDirectory(PREFIX);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        channel.tryLock(); // held until the channel is closed or the process ends
        deleteLeftBehind(path);
        return new WorkDirectory(path, channel);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
        delete(path);
    }

    private static void deleteLeftBehind(Path own) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
            for (Path other : others) {
                if (!other.equals(own) && isLeftBehind(other, own)) {
                    delete(other);
                }
            }
        } catch (IOException e) {
            // this directory belongs to another process: the next start tries again to delete it
        }
    }

    private static boolean isLeftBehind(Path other, Path own) throws IOException {
        Path file = other.resolve(LOCK);
        boolean old = Files.getLastModifiedTime(other, LinkOption.NOFOLLOW_LINKS).toInstant()
                .isBefore(Instant.now().minus(YOUNG));
        if (!old || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
