package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of secrets or certificates, which handshakes use. */
class ReloadedFileTest {

    private final AtomicLong now = new AtomicLong();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private boolean hangs;

    @TempDir
    private Path directory;

    private String read(Path file) {
        try {
            if (hangs) {
                reading.countDown();
                assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
            }
            return Files.readString(file);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As on a network drive whose server is gone. */
    @Test
    void aFileSystemThatHangsHoldsOneThreadOnly() throws Exception {
        Path path = Files.writeString(directory.resolve("secret"), "old");
        ReloadedFile<String> file = new ReloadedFile<>(List.of(path.toString()), now::get, () -> read(path), value -> {
            // the test asks for it
        }, failure -> {
            throw new AssertionError(failure);
        });
        assertThat(file.current()).isEqualTo("old");
        Files.writeString(path, "newer");
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        hangs = true;
        CompletableFuture<String> first = elsewhere(file);
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        try {
            assertThat(elsewhere(file).get(10, TimeUnit.SECONDS)).isEqualTo("old");
            now.addAndGet(TimeUnit.SECONDS.toNanos(5));
            assertThat(elsewhere(file).get(10, TimeUnit.SECONDS)).as("checks no second time").isEqualTo("old");
        } finally {
            released.countDown();
        }
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("newer");
        assertThat(file.current()).isEqualTo("newer");
    }

    private static CompletableFuture<String> elsewhere(ReloadedFile<String> file) {
        return CompletableFuture.supplyAsync(file::current, task -> new Thread(task).start());
    }
}
