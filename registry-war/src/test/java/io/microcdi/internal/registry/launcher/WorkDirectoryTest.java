package io.microcdi.internal.registry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    private static final int ROUNDS = 20;
    private static final int STARTS = 4;
    private static final int FILES = 200;

    @TempDir
    Path parent;

    @Test
    void theDirectoryOfAKilledProcessIsDeletedAndThatOfALivingOneIsNot() throws IOException {
        Path left = leftBehind(1);
        try (WorkDirectory living = WorkDirectory.create(parent)) {
            age(living.path());
            WorkDirectory.create(parent).close();
            assertThat(left).doesNotExist();
            assertThat(living.path()).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void processesThatStartTogetherDeleteTheSameDirectory() throws Exception {
        ExecutorService starts = Executors.newFixedThreadPool(STARTS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                leftBehind(FILES);
                CyclicBarrier together = new CyclicBarrier(STARTS);
                List<Future<WorkDirectory>> started = new ArrayList<>();
                for (int i = 0; i < STARTS; i++) {
                    started.add(starts.submit(() -> {
                        together.await();
                        return WorkDirectory.create(parent);
                    }));
                }
                for (Future<WorkDirectory> each : started) {
                    each.get().close();
                }
                // the next start deletes the files that one start could not delete
                WorkDirectory.create(parent).close();
                assertThat(parent).isEmptyDirectory();
            }
        } finally {
            starts.shutdown();
        }
    }

    private Path leftBehind(int files) throws IOException {
        WorkDirectory killed = WorkDirectory.create(parent);
        Path copy = Files.createDirectory(parent.resolve("microcdi-registry-killed"));
        try (Stream<Path> locked = Files.list(killed.path())) {
            for (Path file : locked.toList()) {
                Files.createFile(copy.resolve(file.getFileName()));
            }
        }
        Path inner = Files.createDirectory(copy.resolve("WEB-INF"));
        for (int i = 0; i < files; i++) {
            Files.createFile(inner.resolve(i + ".class"));
        }
        killed.close();
        age(copy);
        return copy;
    }

    private static void age(Path directory) throws IOException {
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
