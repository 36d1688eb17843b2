package io.microcdi.it.chaos.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The memory and threads of this virtual machine now. */
public final class Vm {

    private static final int COLLECTIONS = 3;

    private Vm() {
    }

    private static long liveBytes() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            // references that were cleared are handled by other threads
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** 0 where the system does not list them. */
    private static int descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the figures. */
    public static Figures figures() throws InterruptedException {
        // before the collections: requests that come while all stands still need more threads for a moment
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<String> names = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds())).filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName).toList();
        int descriptors = descriptors();
        return new Figures(liveBytes(), descriptors, names);
    }
}
