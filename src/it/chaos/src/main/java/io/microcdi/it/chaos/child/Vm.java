package io.microcdi.it.chaos.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the virtual machine of this process holds now. */
public final class Vm {

    private static final int COLLECTIONS = 3;

    private Vm() {
    }

    /** Returns the bytes of live objects, after full collections. */
    public static long liveBytes() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            // references that were cleared are handled by other threads
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Returns the number of threads. */
    public static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Returns the number of open files and sockets; 0 where the system does not list them. */
    public static int descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the three figures as words. */
    static String figures() throws InterruptedException {
        return liveBytes() + " " + threads() + " " + descriptors();
    }
}
