package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.it.heap.HeapDump;
import io.microcdi.testing.support.Await;

/**
 * The leftovers of a test in a server.
 *
 * @param before
 *        what it had
 * @param log
 *        its log since
 * @param rounds
 *        how often it happened. A growth in only a few of the rounds is of objects that are needed once
 */
record Aftermath(ServerState before, ServerLog log, int rounds) {
    /** Longer than threads of pools live that have nothing to do. */
    private static final Duration AT_LAST = Duration.ofSeconds(90);
    /** On JDK 17 the thread of a client of the JDK ends up to three seconds after the client was collected. */
    private static final long CLIENTS_END_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Applications that may be held by what remembers the last one only. */
    private static final int LAST = 2;
    private static final int ONCE = 4;
    private static final int SELDOM = 5;
    private static final String PORT = "descriptors.port ";
    /** The registry keeps those that left, up to a bound. */
    private static final String DEPARTED = ".DepartureView";

    static Aftermath fromNow(int rounds) throws IOException, InterruptedException {
        return new Aftermath(ServerState.look(), ServerLog.fromNow(), rounds);
    }

    /** Waits for the end of threads, sockets and objects that go by themselves. */
    void assertNothingGrew() throws IOException {
        KnownFaults known = KnownFaults.read();
        Await.until("no more of anything than before", AT_LAST, () -> {
            ServerState now = ServerState.look();
            int more = Math.max(0, ofOurs(now) - ofOurs(before));
            Map<String, String> grown = now.grownSince(before, (name, was) -> allowed(name, was, more, known));
            if (!grown.isEmpty()) {
                throw new IllegalStateException("more than before: " + grown);
            }
            return true;
        });
    }

    private static int ofOurs(ServerState state) {
        return state.loaders("/guest") + state.loaders("/hasty");
    }

    /**
     * Objects are counted with those of applications that the server has more of, for reasons that are known. Where it may
     * have many, they tell nothing.
     */
    private int allowed(String name, int was, int applications, KnownFaults known) {
        if (known.more().test(name)) {
            return Integer.MAX_VALUE;
        }
        if (name.startsWith("instances.")) {
            return name.endsWith(DEPARTED) || known.holdsMany() ? Integer.MAX_VALUE
                    : Math.max(ONCE, rounds / SELDOM) + applications * was;
        }
        return name.startsWith("loaders.") || isForeign(name) ? Integer.MAX_VALUE : 0;
    }

    /** Sockets of other services, as those by which an adapter deploys; all links are to the server's own port. */
    private static boolean isForeign(String name) {
        return name.startsWith(PORT) && !name.equals(PORT + Server.url("").getPort());
    }

    /** Nobody complained. */
    void assertNoWarning(String expected) throws IOException {
        KnownFaults known = KnownFaults.read();
        assertThat(log.warnings().stream().filter(known.warnings().negate())
                .filter(record -> !record.contains(expected))).isEmpty();
    }

    /**
     * Whether applications are gone.
     *
     * @param path
     *        the context path
     * @param className
     *        of a class that only these applications have
     * @param others
     *        as many of them may be held as the server holds of others, by what is known of it
     */
    static void assertGone(String path, String className, int others) throws IOException, InterruptedException {
        int held = heldAtLast(path);
        if (held > 0) {
            assertThat(waysToLoaders(className)).as("references to applications that are gone").isEmpty();
        }
        assertThat(held).as("applications held by faults that are known").isLessThanOrEqualTo(LAST + others);
    }

    private static int heldAtLast(String path) throws IOException, InterruptedException {
        long end = System.nanoTime() + CLIENTS_END_NANOS;
        int held;
        do {
            held = ServerState.look().loaders(path);
        } while (held > 0 && System.nanoTime() < end);
        return held;
    }

    private static List<String> waysToLoaders(String className) throws IOException, InterruptedException {
        // a directory of its own: the index of a dump is stored beside it under the name of the dump
        Path file = Files.createTempDirectory(Path.of(System.getProperty("it.target")), "heap").resolve("leaks.hprof");
        ServerState.dumpHeap(file);
        List<String> ways = HeapDump.waysToLoadersOf(className, file, KnownFaults.read().fields());
        if (ways.isEmpty()) {
            Files.delete(file);
        }
        return ways;
    }
}
