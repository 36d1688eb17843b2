package io.microcdi.internal.registry.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A temporary directory that only its owner can read. A killed process cannot delete its directory. The next process
 * that starts deletes it. A lock on a file in each directory ends with its process, and shows that the directory is
 * unused.
 */
final class WorkDirectory implements AutoCloseable {

    private static final String PREFIX = "microcdi-registry-";
    private static final String LOCK = "lock";

    /** The age below which a directory is not deleted, because its process may not have locked it yet. */
    private static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;

    private WorkDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static WorkDirectory create() throws IOException {
        return create(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static WorkDirectory create(Path parent) throws IOException {
        Path path = Files.createTempDirectory(parent, PREFIX);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        channel.tryLock(); // held until the channel is closed or the process ends
        deleteOrphans(path);
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

    /**
     * Deletes as many files as possible. Another process may delete the same directory now, and the next start tries
     * again.
     */
    private static void deleteOrphans(Path own) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
            for (Path other : others) {
                if (!other.equals(own)) {
                    deleteIfOrphan(other, own);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // the directory of all cannot be listed
        }
    }

    private static void deleteIfOrphan(Path other, Path own) {
        try {
            if (isOrphan(other, own)) {
                delete(other);
            }
        } catch (IOException e) {
            // it belongs to another process, or another process deletes it
        }
    }

    private static boolean isOrphan(Path other, Path own) throws IOException {
        Path file = other.resolve(LOCK);
        boolean old = Files.getLastModifiedTime(other, LinkOption.NOFOLLOW_LINKS).toInstant()
                .isBefore(Instant.now().minus(MIN_AGE));
        if (!old || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (OverlappingFileLockException ours) {
            return false; // another directory of this process
        }
    }

    /** Deletes a directory. Files that another process deletes at the same time count as deleted. */
    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return unlessGone(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                FileVisitResult result = unlessGone(failure);
                Files.deleteIfExists(visited);
                return result;
            }

            private FileVisitResult unlessGone(@Nullable IOException failure) throws IOException {
                if (failure != null && !(failure instanceof NoSuchFileException)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
